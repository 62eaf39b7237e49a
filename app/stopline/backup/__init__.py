"""Copies of a workspace: one file that holds all of it, and a copy that follows every commit.

A copy is taken while everybody works on, it is whole or it is not there, and it is looked through before it is put in
place. Keys are never in it.
"""
