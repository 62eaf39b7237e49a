"""`stopline backup` and `stopline restore`: copies of a workspace, looked through before anybody relies on them."""

import contextlib
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from stopline.backup.archive import SETTINGS
from stopline.backup.backups import Looked, Saved, look
from stopline.backup.continuous import follow
from stopline.backup.encryption import BackupKey
from stopline.backup.keys import backup_key, ledger_keys_for, make_backup_key
from stopline.cli.options import Command, LazyGroup
from stopline.cli.terminal import Json, Terminal
from stopline.days import read_moment
from stopline.errors import LedgerBrokenError, NoWorkspaceError, SettingsError, StoreError
from stopline.inert import one_line
from stopline.proof.page import keyed
from stopline.proof.wording import fences_in_words
from stopline.settings import load_settings
from stopline.settings.spared import NOT_FOR_INTAKE
from stopline.workspace import Workspace
from stopline.workspace.restoring import restore as restore_workspace

BackupFile = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class BackupGroup(LazyGroup):
    """The group of backups, in which a file's name alone means: save there."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant."""
        names_file = "." in args[0] or os.sep in args[0]
        if names_file and args[0] not in self.list_commands(ctx):
            args = ["save", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=BackupGroup,
    name="backup",
    example="""
    stopline backup /mnt/elsewhere/shop-2026-11-26.backup
    stopline backup verify /mnt/elsewhere/shop-2026-11-26.backup
    """,
)
def backup() -> None:
    """Save the workspace into one file, look a backup through, or let a copy follow every commit."""


@backup.command(cls=Command, example="stopline backup save /mnt/elsewhere/shop-2026-11-26.backup")
@click.argument("file", type=BackupFile)
@click.option("--replace", is_flag=True, help="Put it in place of the file that is there.")
@click.pass_obj
def save(terminal: Terminal, file: Path, *, replace: bool) -> None:
    """Save everything into FILE while everybody works on; encrypted where a backup key is set. `save` may be left out."""
    with terminal.workspace() as workspace:
        saved = workspace.backups.save(
            file, backup_key(workspace.settings, workspace.folder), terminal.asking, may_replace=replace
        )
    if terminal.is_json:
        terminal.write_json(_saved_json(saved))
    else:
        kind = "encrypted" if saved.is_encrypted else "not encrypted: no backup key is set"
        terminal.write(
            f"Saved to {saved.path} ({saved.size:,} bytes, {kind}); events: {saved.manifest.event_count:,}.\n"
            "Keys are not in it; keep them apart."
        )
    if saved.first_break:
        terminal.warn(
            f"The ledger in it does not hold ({saved.first_break}), as it does not in the workspace. {LedgerBrokenError()}"
        )
        raise click.exceptions.Exit(LedgerBrokenError.exit_code)


@backup.command(cls=Command, example="stopline backup verify /mnt/elsewhere/shop-2026-11-26.backup")
@click.argument("file", type=EXISTING)
@click.pass_obj
def verify(terminal: Terminal, file: Path) -> None:
    """Look FILE through as a restore would, and change nothing; the exit code is 4 where its ledger does not hold."""
    with _at_hand(terminal) as workspace:
        facts = workspace.upkeep_facts if workspace is not None else None
        looked = look(file, _key_at_hand(terminal), partial(ledger_keys_for, terminal.folder), facts)
    if terminal.is_json:
        terminal.write_json(_looked_json(looked))
    elif looked.found.is_intact:
        terminal.write(
            f"{file} is whole{' and encrypted' if looked.is_encrypted else ''}: made {_made(terminal, looked)}, "
            f"events: {looked.found.event_count:,}, messages: {looked.manifest.row_counts.get('messages', 0):,}.\n{keyed(looked.found)}"
        )
    _end_if_broken(terminal, looked)


@backup.command(cls=Command, example="stopline backup key --new ~/stopline-backup.key")
@click.option("--new", type=BackupFile, required=True, metavar="FILE", help="The new file, for you only.")
@click.pass_obj
def key(terminal: Terminal, new: Path) -> None:
    """Make a key to encrypt backups with."""
    recipient = make_backup_key(new)
    if terminal.is_json:
        terminal.write_json({"key_file": str(new), "writes_only": recipient})
        return
    terminal.write(
        f"A new key is in {new}; only you can read it. Name it in settings.toml:\n\n[proof]\n"
        f'backup_key_file = "{new.resolve()}"\n\nKeep a copy elsewhere: without it no backup can be read.\n'
        f"A machine that is to write backups and not to read them gets this instead:\n{recipient}"
    )


@backup.command(cls=Command, example="stopline backup continuous /mnt/elsewhere/shop")
@click.argument("target")
@click.pass_obj
def continuous(terminal: Terminal, target: str) -> None:
    """Copy every commit to TARGET, a folder or s3://…, until stopped. The copy is not encrypted."""
    with terminal.workspace() as workspace:
        folder = workspace.folder
    if terminal.is_json:
        terminal.write_json({"copies": str(folder), "to": target})
    else:
        terminal.write(
            f"Copying every commit of {folder} to {target}; ctrl+c stops. `stopline restore {target} DIR` brings it back."
        )
    sys.stdout.flush()
    follow(folder, target)


@click.command(
    cls=Command,
    example="""
    stopline restore /mnt/elsewhere/shop-2026-11-26.backup ~/shop-restored
    stopline restore /mnt/elsewhere/shop ~/shop-restored
    """,
)
@click.argument("source")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def restore(terminal: Terminal, source: str, folder: Path) -> None:
    """Put SOURCE, a backup or a continuous copy, into FOLDER, which must be new; all of it is looked through before."""
    keys_of = partial(ledger_keys_for, terminal.folder)
    with _at_hand(terminal) as at_hand:
        restored = restore_workspace(source, folder, partial(_key_at_hand, terminal), keys_of, at_hand)
    found, carried_count = restored.found, restored.carried_count
    if terminal.is_json:
        terminal.write_json(
            {
                "folder": str(folder), "events": found.event_count, "head": found.head, "queued": restored.queued_count,
                "fences": {each.name: each.alteration for each in found.altered},
                "stops_taken_along": carried_count, "forgotten_again": restored.forgotten_count, "held_back": carried_count is None,
            }
        )  # fmt: skip
        return
    terminal.write(
        f"Restored to {folder}; events: {found.event_count:,}, and the ledger holds.\n{keyed(found)}\n"
        f"Open it with: {restored.command}"
    )
    if found.altered:
        terminal.warn(fences_in_words(found.altered))
    if carried_count:
        terminal.write(f"Stops and holds since the copy was made, taken along: {carried_count:,}.")
    for warning in restored.warnings():
        terminal.warn(warning)


def _key_at_hand(terminal: Terminal) -> BackupKey | None:
    """Return the backup key that the settings at hand name, or the environment; a damaged database is no matter."""
    settings_file = terminal.folder / SETTINGS
    return backup_key(load_settings(settings_file) if settings_file.exists() else None, terminal.folder)


@contextlib.contextmanager
def _at_hand(terminal: Terminal) -> Iterator[Workspace | None]:
    """Open the workspace that is being worked with, if there is one that can be read."""
    with contextlib.ExitStack() as stack:
        try:
            # Settings that are gone or broken may be why, too, and hold no stop back.
            at_hand = stack.enter_context(terminal.workspace(NOT_FOR_INTAKE | {"gateways"}))
        except (NoWorkspaceError, StoreError):
            # A database that cannot be read is why one restores.
            at_hand = None
        yield at_hand


def _made(terminal: Terminal, looked: Looked) -> str:
    """Return when a backup was made, in the zone of the workspace at hand where there is one."""
    made_at = looked.manifest.made_at
    try:
        return read_moment(made_at, load_settings(terminal.folder / SETTINGS).zone)
    except SettingsError:
        return one_line(made_at)


def _saved_json(saved: Saved) -> dict[str, Json]:
    return {
        "file": str(saved.path),
        "bytes": saved.size,
        "encrypted": saved.is_encrypted,
        "made_at": saved.manifest.made_at,
        "events": saved.manifest.event_count,
        "head": saved.manifest.head,
        "rows": dict(saved.manifest.row_counts),
        "intact": not saved.first_break,
    }


def _looked_json(looked: Looked) -> dict[str, Json]:
    broken = looked.found.first_break
    return {
        "made_at": looked.manifest.made_at,
        "workspace": looked.manifest.workspace,
        "encrypted": looked.is_encrypted,
        "events": looked.found.event_count,
        "head": looked.found.head,
        "rows": dict(looked.manifest.row_counts),
        "intact": looked.found.is_intact,
        "fences": {each.name: each.alteration for each in looked.found.altered},
        "first_break": {"event": broken.seq, "kind": broken.kind} if broken else None,
        "keyed_from": looked.found.keyed_from,
        "tags_checked": looked.found.has_key and looked.found.keyed_from is not None,
    }


def _end_if_broken(terminal: Terminal, looked: Looked) -> None:
    if looked.found.altered:
        terminal.warn(f"In this backup: {fences_in_words(looked.found.altered)}")
    if looked.fault:
        terminal.warn(f"The ledger in this backup does not hold: {looked.fault}.")
    if looked.found.altered or looked.fault:
        raise click.exceptions.Exit(LedgerBrokenError.exit_code)
