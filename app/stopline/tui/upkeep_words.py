"""Pure: a matter of upkeep in words: how it stands, what that means, and what came of the last thing that was done."""

from collections.abc import Iterator
from itertools import chain

from textual.content import Content

from stopline.hygiene.keeping import Checkup
from stopline.inbox.lengths import every as how_often
from stopline.inert import one_line
from stopline.plural import counted
from stopline.tui.text import ago_in_words, moment, wall_time
from stopline.tui.upkeep_reading import Matter, ShownMatter, UpkeepState
from stopline.tui.upkeep_states import standing

LONGEST_PLACE = 200


def in_words(shown: ShownMatter) -> Content:
    """Return title, how it stands, and either what came of the last deed or what the matter is about."""
    title = Content.assemble(
        (shown.matter.value, "bold"), "  ", standing(shown.matter, shown.state).content(60)
    )
    facts = [_marked(line) for line in _facts(shown)]
    return Content("\n").join([title, *facts, *_after(shown)])


def _after(shown: ShownMatter) -> Iterator[Content]:
    """Yield what is under way, what came of the last deed, or else what the matter means."""
    if shown.under_way:
        yield Content.styled(f"… {shown.under_way}", "$quiet")
    elif shown.done is not None:
        done = shown.done
        glyph, style = (
            ("■", "$error bold")
            if done.is_fault
            else ("▲", "$warning bold")
            if done.is_doubtful
            else ("✓", "$success")
        )
        first, *others = done.lines
        at = f"  {wall_time(done.at, shown.state.zone)}" if done.at is not None else ""
        yield Content.assemble((glyph, style), " ", _marked(first), (at, "$quiet"))
        yield from (_marked(line) for line in others)
    else:
        yield from (_marked(line).stylize("$quiet") for line in _meaning(shown.matter, shown.state))


def _marked(line: str) -> Content:
    """Return a line in which keys and commands stand out by more than a colour."""
    parts = line.split("`")
    return Content.assemble(
        *((f"`{part}`", "$accent bold") if place % 2 else part for place, part in enumerate(parts))
    )


def _facts(shown: ShownMatter) -> Iterator[str]:
    state = shown.state
    match shown.matter:
        case Matter.KEY:
            return _key(state)
        case Matter.ANCHOR:
            return _anchor(state)
        case Matter.BACKUP:
            return _backup(state)
        case Matter.LIST:
            return _lists(shown)
        case Matter.ALERTS:
            return _alerts(state)


def _key(state: UpkeepState) -> Iterator[str]:
    chain = state.chain
    tagged = (
        f"events from {chain.keyed_from:,} on carry a tag"
        if chain.keyed_from
        else "no event carries a tag yet"
    )
    if chain.key_id:
        yield f"Key {chain.key_id} from {one_line(chain.key_source, LONGEST_PLACE)} tags what is recorded; {tagged}."
    else:
        yield f"No key is in use here; {tagged}."


def _anchor(state: UpkeepState) -> Iterator[str]:
    anchor, compared = state.anchor, state.anchors_compared
    if anchor is not None:
        by = f" by {one_line(anchor.by, 40)}" if anchor.by else ""
        signed = f", signed with key {anchor.signed_by}" if anchor.signed_by else ", not signed"
        newer = state.chain.event_count - anchor.seq
        yield (
            f"Event {anchor.seq:,} is anchored in {one_line(anchor.place, LONGEST_PLACE)}, written {moment(anchor.at, state.zone)}{by}"
            f"{signed}; newer events: {max(newer, 0):,}."
        )
    if compared is not None:
        what = compared.fault or f"event {compared.seq:,} and everything before it fits"
        yield f"Compared {moment(compared.at, state.zone)} with {one_line(compared.place, LONGEST_PLACE)}: {what}."
    if every := state.promised.get(Checkup.ANCHORED):
        yield f"The worker writes one {how_often(every)}."
    yield from _failing(Checkup.ANCHORED, state)


def _backup(state: UpkeepState) -> Iterator[str]:
    if state.backup_key_fault:
        yield one_line(state.backup_key_fault, LONGEST_PLACE)
    elif state.has_backup_key:
        yield "Backups are encrypted with the key that is set."
    else:
        yield "No backup key is set, so backups are not encrypted; `n` makes one."
    if every := state.promised.get(Checkup.BACKED_UP):
        yield f"The worker saves {how_often(every)}."
    yield from _failing(Checkup.BACKED_UP, state)


def _failing(checkup: Checkup, state: UpkeepState) -> Iterator[str]:
    fault = state.fault(checkup)
    if fault is not None:
        yield f"The worker could not do it since {moment(fault.since, state.zone)}: {one_line(fault.reason, LONGEST_PLACE)}."


def _lists(shown: ShownMatter) -> Iterator[str]:
    compared = shown.compared
    if compared is not None:
        for each in compared.found:
            recorded = (
                f" {counted(each.recorded_count, 'stop was', 'stops were')} recorded here now."
                if each.recorded_count
                else ""
            )
            yield f"{one_line(each.name, 60)}: {each.listed:,} on the list, {each.agreed:,} of them stopped here too.{recorded}"
        for name in compared.without:
            yield f"{one_line(name, 60)} keeps no list of opt-outs; what it refuses still becomes a stop here."
    elif shown.state.gateways and (every := shown.state.promised.get(Checkup.COMPARED)):
        records = (
            "records what only a carrier knows" if shown.state.records_stops else "records nothing by itself"
        )
        yield f"The worker compares {how_often(every)}, and {records}."
    yield from _failing(Checkup.COMPARED, shown.state)


def _alerts(state: UpkeepState) -> Iterator[str]:
    if not state.rules:
        yield "Nobody is told anything. [[alerts]] in settings.toml says who is told what."
    for rule in state.rules:
        if rule.to not in state.variables:
            yield (
                f"${one_line(rule.to, 60)} is not set where this screen runs, so “{one_line(rule.name, 60)}” leads nowhere from here."
            )


def _meaning(matter: Matter, state: UpkeepState) -> Iterator[str]:
    match matter:
        case Matter.KEY:
            if state.chain.key_id:
                yield "Whoever can write the file but lacks the key cannot make an event that fits; `x` answers for events without a tag."
            else:
                if state.chain.keyed_from:
                    yield "Bring the key back: without it nobody here can tell a forged event from a true one."
                yield (
                    "Without a key the chain shows accidents, not somebody who can write the file. Stopline looks in $STOPLINE_LEDGER_KEY, in "
                    "the file that settings.toml names as proof.ledger_key_file, and, where proof.use_keyring is true, in the keyring. "
                    "`n` makes a key."
                )
        case Matter.ANCHOR:
            yield (
                "A tail that was cut off leaves no trace unless the head stands elsewhere: keep the file where nobody who may write the "
                "workspace can. `s` writes the head to a file, `v` compares the ledger with one."
            )
        case Matter.BACKUP:
            yield "Keys are never in a backup; keep them apart. `v` looks a file through as a restore would, `r` restores into a new folder."
        case Matter.LIST:
            yield (
                "Who stopped at the carrier may still be texted here until a message is refused. A stop that only we know is no fault. "
                "`c` asks the gateways for their lists, `f` takes a list a provider's console exported."
            )
        case Matter.ALERTS:
            yield from _telling(state)


def _telling(state: UpkeepState) -> Iterator[str]:
    last = next((each.settled_at for each in state.alerts if each.settled_at is not None), None)
    told = f"The last one was settled {ago_in_words(last, state.now)}. " if last is not None else ""
    retry = ["`r` tries now what was given up or waits."] if state.may_retry else []
    test = [f"{told}`t` sends something to where the chosen rule says."] if state.rules else []
    yield from chain(test, retry)
