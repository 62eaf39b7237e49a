"""What takes long is done with pauses, and the last wish is not lost."""

from collections.abc import Callable

from textual.app import App

from stopline.tui.pace import Pace


class Slow(App[None]):
    """Counts how often something was begun."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = 0
        self.pace = Pace(self, 0.01, self._begin)

    def _begin(self) -> None:
        self.begun += 1


async def until(app: Slow, holds: Callable[[], bool]) -> None:
    """Let the application run until something holds."""
    async with app.run_test() as pilot:
        app.pace.want()
        app.pace.want()
        app.pace.want()
        assert app.begun == 1
        app.pace.done()
        while not holds():
            await pilot.pause()


async def test_wishes_during_the_work_and_the_pause_become_one() -> None:
    app = Slow()

    await until(app, lambda: app.begun == 2)

    assert app.begun == 2


async def test_a_wish_that_cannot_wait_is_done_at_once() -> None:
    app = Slow()
    async with app.run_test():
        app.pace.want()
        app.pace.want_now()

        assert app.begun == 2


async def test_whoever_hurries_does_not_wait_for_the_pause() -> None:
    app = Slow()
    async with app.run_test():
        app.pace.want_after(600)
        assert app.begun == 0

        assert app.pace.hurry()

        assert app.begun == 1


async def test_there_is_nothing_to_hurry_where_nothing_is_wanted() -> None:
    app = Slow()
    async with app.run_test():
        app.pace.want()
        app.pace.done()

        assert not app.pace.hurry()

        assert app.begun == 1
