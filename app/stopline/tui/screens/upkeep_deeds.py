"""What all deeds of upkeep share: they run in threads, one at a time for a matter, and what came of them stays to be read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from textual import on, work
from textual.message import Message
from textual.reactive import reactive

from stopline.errors import StoplineError
from stopline.inert import one_line
from stopline.tui.dialogs.deed import DeedDialog
from stopline.tui.dialogs.place import Field, PlaceDialog
from stopline.tui.messages import Noted, WorkFailed, post
from stopline.tui.screens.base import StoplineScreen
from stopline.tui.upkeep_reading import Done, Matter, UpkeepState
from stopline.worker.lists import ListsCompared

LONGEST_LINE = 1_000
Deed = Callable[[], Done]


class UpkeepDeeds(StoplineScreen):
    """A screen on which one matter of upkeep is chosen."""

    state: reactive[UpkeepState | None] = reactive(None, repaint=False, bindings=True)
    chosen: reactive[Matter] = reactive(Matter.KEY, repaint=False, bindings=True)
    compared: reactive[ListsCompared | None] = reactive(None, repaint=False, bindings=True)
    under_way: reactive[dict[Matter, str]] = reactive(dict, repaint=False, bindings=True)
    done: reactive[dict[Matter, Done]] = reactive(dict, repaint=False)

    class Ended(Message, bubble=False):
        """A deed came to its end."""

        def __init__(self, matter: Matter, done: Done) -> None:
            super().__init__()
            self.matter = matter
            self.done = done

    def offers(self, matters: Sequence[Matter], *, is_possible: bool = True) -> bool | None:
        """Tell whether a deed is offered: with its matter only, and dimmed while something else is done about that."""
        if self.state is None or self.chosen not in matters or not is_possible:
            return False
        return None if self.chosen in self.under_way else True

    def begin(self, matter: Matter, words: str, deed: Deed) -> None:
        """Do something about a matter, unless something is being done about it already."""
        if matter not in self.under_way:
            self.under_way = {**self.under_way, matter: words}
            self.do(matter, deed)

    def ask_first(self, title: str, lines: Sequence[str], verb: str, then: Callable[[], None]) -> None:
        """Do something after a last look."""

        def answer(is_wanted: bool | None) -> None:
            if is_wanted:
                then()

        self.app.push_screen(DeedDialog(title, lines, verb), answer)

    def ask_places(
        self,
        title: str,
        fields: Sequence[Field],
        verb: str,
        then: Callable[[tuple[Path, ...]], None],
        lines: Sequence[str] = (),
    ) -> None:
        """Do something with files somebody names."""

        def answer(paths: tuple[Path, ...] | None) -> None:
            if paths is not None:
                then(paths)

        self.app.push_screen(PlaceDialog(title, fields, verb, lines), answer)

    @work(thread=True, group="upkeep-deeds")
    def do(self, matter: Matter, deed: Deed) -> None:
        """Do something, and tell what came of it; a disk that fails is told like everything else."""
        try:
            done = deed()
        except StoplineError as error:
            done = failed(str(error))
        except OSError as error:
            done = failed(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        post(self, self.Ended(matter, replace(done, at=self.desk.workspace.clock.now())))

    @on(Ended)
    def show_done(self, ended: Ended) -> None:
        """Keep what came of it beside its matter, and tell it, wherever the cursor is by now."""
        self.under_way = {
            matter: words for matter, words in self.under_way.items() if matter is not ended.matter
        }
        self.done = {**self.done, ended.matter: ended.done}
        words = ended.done.lines[0].replace("`", "")
        self.post_message(WorkFailed(words) if ended.done.is_fault else Noted(words))
        self.reload()


def failed(reason: str) -> Done:
    """Return that something was not done, and why, in the command's own words."""
    return Done((one_line(reason, LONGEST_LINE),), is_fault=True)


def done(*lines: str, is_doubtful: bool = False) -> Done:
    """Return that something was done, in inert lines."""
    return Done(tuple(one_line(line, LONGEST_LINE) for line in lines if line), is_doubtful=is_doubtful)
