"""What happens in the background: `lease` lets one worker act, `tick` is one pass, `loop` repeats it.

The same loop runs inside the screen and as `stopline worker`.
"""
