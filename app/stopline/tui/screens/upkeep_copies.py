"""What is done about backups: saved, looked through, restored into a new folder; and their key is made."""

from functools import partial
from pathlib import Path

from stopline.backup.backups import look
from stopline.backup.encryption import BackupKey
from stopline.backup.keys import backup_key, ledger_keys_for, make_backup_key
from stopline.days import read_moment
from stopline.errors import LedgerBrokenError
from stopline.proof.page import keyed
from stopline.proof.wording import fences_in_words
from stopline.tui.dialogs.place import Field, known_copy, known_file, new_file, new_folder
from stopline.tui.screens.upkeep_deeds import UpkeepDeeds, done
from stopline.tui.upkeep_reading import Done, Matter
from stopline.workspace.restoring import restore


class CopyDeeds(UpkeepDeeds):
    """A screen on which backups are seen to."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to restore only where backups are chosen."""
        if action == "restore":
            return self.offers((Matter.BACKUP,))
        return super().check_action(action, parameters)

    def chosen_backup(self) -> str:
        """Return where the backup is that the cursor stands on, or the last one; to be overridden."""
        return ""

    def ask_to_save(self) -> None:
        """Ask where a backup goes."""
        if (state := self.state) is not None:
            field = Field("New file, best on another disk", str(state.proposals.backup), new_file)
            how = (
                "It is encrypted with the key that is set."
                if state.has_backup_key
                else "It is not encrypted, because no backup key is set: whoever can read the file can read everything."
            )
            self.ask_places("Save everything into one file", [field], "Save", self._save, [how])

    def ask_to_look_through(self) -> None:
        """Ask which backup is looked through."""
        field = Field("Backup", self.chosen_backup(), known_file)
        lines = ["It is looked through as a restore would, and nothing is changed."]
        self.ask_places("Look a backup through", [field], "Look", self._look_through, lines)

    def action_restore(self) -> None:
        """Ask which backup is restored, and where."""
        if (state := self.state) is None:
            return
        fields = [
            Field("Backup, or a folder of continuous copies", self.chosen_backup(), known_copy),
            Field("New folder", str(state.proposals.restored), new_folder),
        ]
        lines = [
            "All of it is looked through before it is put in place. The workspace you are in stays as it is, and goes on.",
            "Afterwards leave this one and start the restored one with `stopline --workspace FOLDER`: never let both send.",
        ]
        self.ask_places("Restore a backup", fields, "Restore", self._restore, lines)

    def ask_for_backup_key(self) -> None:
        """Ask where a new key for backups goes."""
        if (state := self.state) is not None:
            field = Field("New file, which only you can read", str(state.proposals.backup_key), new_file)
            self.ask_places("Make a key for backups", [field], "Make it", self._begin_backup_key)

    def _save(self, paths: tuple[Path, ...]) -> None:
        def save() -> Done:
            workspace = self.desk.workspace
            saved = workspace.backups.save(paths[0], self._key(), self.desk.agent)
            kind = "encrypted" if saved.is_encrypted else "not encrypted: no backup key is set"
            told = f"Saved to {saved.path} ({saved.size:,} bytes, {kind}); events: {saved.manifest.event_count:,}."
            if saved.first_break:
                broken = f"The ledger in it does not hold ({saved.first_break}), as it does not in the workspace. {LedgerBrokenError()}"
                return Done(done(broken, told).lines, is_fault=True)
            return done(told, "Keys are not in it; keep them apart.")

        self.begin(Matter.BACKUP, f"saving to {paths[0]}", save)

    def _look_through(self, paths: tuple[Path, ...]) -> None:
        def look_through() -> Done:
            workspace, path = self.desk.workspace, paths[0]
            keys_of = partial(ledger_keys_for, workspace.folder)
            looked = look(path, self._key(), keys_of, workspace.upkeep_facts)
            if looked.found.altered:
                return Done(done(f"In {path}: {fences_in_words(looked.found.altered)}").lines, is_fault=True)
            if looked.fault:
                return Done(done(f"The ledger in {path} does not hold: {looked.fault}.").lines, is_fault=True)
            return done(
                f"{path} is whole{' and encrypted' if looked.is_encrypted else ''}: "
                f"made {read_moment(looked.manifest.made_at, workspace.settings.zone)}, "
                f"events: {looked.found.event_count:,}, messages: {looked.manifest.row_counts.get('messages', 0):,}.",
                keyed(looked.found),
            )

        self.begin(Matter.BACKUP, f"looking through {paths[0]}", look_through)

    def _restore(self, paths: tuple[Path, ...]) -> None:
        def put_in_place() -> Done:
            workspace, (source, folder) = self.desk.workspace, paths
            keys_of = partial(ledger_keys_for, workspace.folder)
            restored = restore(str(source), folder, self._key, keys_of, workspace)
            warnings = tuple(restored.warnings())
            carried = (
                f"Stops and holds since the copy was made, taken along: {restored.carried_count:,}."
                if restored.carried_count
                else ""
            )
            return done(
                f"Restored to {folder}; events: {restored.found.event_count:,}, and the ledger holds. {carried}",
                f"This workspace is as it was. Leave it, then start the restored one: `{restored.command}`",
                *warnings,
                is_doubtful=bool(warnings),
            )

        self.begin(Matter.BACKUP, f"restoring to {paths[1]}", put_in_place)

    def _begin_backup_key(self, paths: tuple[Path, ...]) -> None:
        self.begin(Matter.BACKUP, "making a key", partial(_make_backup_key, paths[0]))

    def _key(self) -> BackupKey | None:
        return backup_key(self.desk.workspace.settings, self.desk.workspace.folder)


def _make_backup_key(path: Path) -> Done:
    recipient = make_backup_key(path)
    return done(
        f"A new key is in {path}; only you can read it.",
        f'Name it in settings.toml under [proof]: `backup_key_file = "{path.resolve()}"`, and open Stopline again.',
        "Keep a copy elsewhere: without it no backup can be read.",
        f"A machine that is to write backups and not to read them gets this instead: {recipient}",
    )
