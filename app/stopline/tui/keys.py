"""The one table of keys: bindings, the help screen and the table in the README are made from it.

Every key here is one that each terminal reports, over ssh and in tmux too. Enter sends: it is the one key nobody has to look
for when forty people wait. Ctrl+J, which terminals report apart from Enter, makes a new line, and Ctrl+S sends as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding


class Where(StrEnum):
    """Where a key counts."""

    EVERYWHERE = "Everywhere"
    INBOX = "Inbox"
    LIST = "Thread list"
    CONVERSATION = "Conversation"
    CARD = "Consent card"
    COMPOSE = "Compose box"
    DIALOG = "Dialogs"
    HOLD = "Deciding a hold"
    PROOF = "Proof"
    AUDIT = "Audit"
    AUDIT_LIST = "Audit: events"
    OPTOUTS = "Opt-outs"
    OPTOUT_CHART = "Opt-outs: chart"
    OPTOUT_TABLE = "Opt-outs: table"
    OPTOUT_SPIKES = "Opt-outs: spikes"
    OPTOUT_HOURS = "Opt-outs: hours of the week"
    OPTOUT_CAUSES = "Opt-outs: causes of a spike"
    OPTOUT_LIST = "Opt-outs: people"
    OPTOUT_PEOPLE = "Opt-outs: list of people"
    HYGIENE = "Hygiene"
    HYGIENE_FINDINGS = "Hygiene: findings"
    HYGIENE_PEOPLE = "Hygiene: people"
    UPKEEP = "Upkeep"
    UPKEEP_MATTERS = "Upkeep: matters"
    UPKEEP_LINES = "Upkeep: lines of a matter"
    CAMPAIGNS = "Campaigns"
    CAMPAIGN_LIST = "Campaigns: list"
    CAMPAIGN_GROUPS = "Campaigns: who gets it and who does not"
    CAMPAIGN_DRAFT = "Campaigns: writing one"
    CAMPAIGN_PEOPLE_SCREEN = "Campaigns: people"
    CAMPAIGN_PEOPLE = "Campaigns: list of people"
    PEOPLE = "People"
    PEOPLE_LIST = "People: list"
    PEOPLE_FIND = "People: search"
    IMPORT = "Importing a file"
    PATH = "Importing a file: its name"
    LINK = "A person's link"


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does."""

    keys: str
    """As Textual names them, separated by commas."""
    action: str
    where: Where
    label: str
    """What the footer calls it; empty keeps it out of the footer."""
    explanation: str
    """What the help screen says."""
    written: str = ""
    """As people write it; empty where that is the name itself."""
    comes_first: bool = False
    """Whether it counts before the focused field sees it."""
    in_footer: str = ""
    """What the footer writes, where one hint stands for two keys; empty where that is the name."""

    @property
    def name(self) -> str:
        """Return the key as people write it."""
        return self.written or self.keys.split(",")[0]


KEYS: tuple[Key, ...] = (
    Key("question_mark", "app.show_help", Where.EVERYWHERE, "help", "Show every key", "?"),
    Key("g", "app.go_to", Where.EVERYWHERE, "go to", "Go to another screen: gi, go, …"),
    Key("ctrl+p", "app.command_palette", Where.EVERYWHERE, "", "Find any command by its name"),
    Key("ctrl+q", "app.quit", Where.EVERYWHERE, "", "Leave Stopline", comes_first=True),
    Key("tab", "app.focus_next", Where.EVERYWHERE, "", "Next pane"),
    Key("shift+tab", "app.focus_previous", Where.EVERYWHERE, "", "Previous pane"),
    Key("j,down", "move(1)", Where.LIST, "move", "Next thread", "j", in_footer="j/k"),
    Key("k,up", "move(-1)", Where.LIST, "", "Previous thread", "k"),
    Key("pagedown,ctrl+d", "move_page(1)", Where.LIST, "", "A screen further down", "pgdn"),
    Key("pageup,ctrl+u", "move_page(-1)", Where.LIST, "", "A screen further up", "pgup"),
    Key("home", "move_to_first", Where.LIST, "", "First thread"),
    Key("end,G", "move_to_last", Where.LIST, "", "Last thread"),
    Key("enter", "choose", Where.LIST, "open", "Open the thread, and answer it"),
    Key("h", "decide_hold", Where.INBOX, "decide", "Decide what a doubtful reply means"),
    Key("r,i", "reply", Where.INBOX, "reply", "Jump to the compose box", "r/i", in_footer="r"),
    Key("ctrl+r", "ask_consent", Where.INBOX, "ask consent", "Ask for consent by message, where it is lacking"),
    Key("slash", "search", Where.INBOX, "search", "Search people and words", "/"),
    Key("a", "assign", Where.INBOX, "assign", "Give the thread to somebody"),
    Key("e", "close_or_reopen", Where.INBOX, "close", "Close the thread, or open it again"),
    Key("z", "snooze", Where.INBOX, "", "Put the thread away until later"),
    Key("s", "record", Where.INBOX, "record stop", "Record a stop or an opt-in heard elsewhere"),
    Key("t", "template", Where.INBOX, "template", "Put a canned reply into the box"),
    Key("p", "proof", Where.INBOX, "", "Show the proof of the person's consent"),
    Key("F", "forget_person", Where.INBOX, "", "Forget this person…"),
    Key("X", "export_person", Where.INBOX, "", "Export this person's data…"),
    Key("R", "note_request", Where.INBOX, "", "Note that they ask for their data, or to be forgotten…"),
    Key("n", "note", Where.INBOX, "", "Write an internal note; it is never sent"),
    Key("u", "undo_release", Where.INBOX, "undo release", "Hold again what you have just released"),
    Key("u", "mark_unread", Where.INBOX, "", "Mark the thread as unread"),
    Key("x", "cancel_scheduled", Where.INBOX, "cancel", "Take back the message that waits for its time"),
    Key("c", "next_channel", Where.INBOX, "", "The person's thread on another channel"),
    Key("m", "next_purpose", Where.INBOX, "", "Why you write: reply, notice, marketing"),
    Key("v", "toggle_card", Where.INBOX, "", "Show or fold away the consent card"),
    Key("1", "filter('open')", Where.INBOX, "", "Open threads"),
    Key("2", "filter('mine')", Where.INBOX, "", "Threads that are mine"),
    Key("3", "filter('unassigned')", Where.INBOX, "", "Threads nobody has taken"),
    Key("4", "filter('held')", Where.INBOX, "", "Threads that wait for a decision"),
    Key("5", "filter('stopped')", Where.INBOX, "", "Threads of people who said stop"),
    Key("6", "filter('closed')", Where.INBOX, "", "Closed and snoozed threads"),
    Key("7", "filter('due')", Where.INBOX, "", "Threads with a request that has a deadline, the longest waiting first"),
    Key("8", "filter('pending')", Where.INBOX, "", "Threads of people who were asked for consent"),
    Key("j,down", "scroll_down", Where.CONVERSATION, "scroll", "Scroll down", "j", in_footer="j/k"),
    Key("k,up", "scroll_up", Where.CONVERSATION, "", "Scroll up, into older messages", "k"),
    Key("escape", "leave", Where.CONVERSATION, "list", "Back to the thread list", "esc"),
    Key("escape", "leave", Where.CARD, "list", "Back to the list, where the card lies over it", "esc"),
    Key("enter", "submit", Where.COMPOSE, "send", "Send", comes_first=True),
    Key("ctrl+s", "submit", Where.COMPOSE, "", "Send", comes_first=True),
    Key("ctrl+j", "new_line", Where.COMPOSE, "new line", "New line", comes_first=True),
    Key("ctrl+r", "screen.ask_consent", Where.COMPOSE, "", "Ask for consent, where the box is locked for lack of it"),
    Key("escape", "leave", Where.COMPOSE, "list", "Back to the list; the draft is kept", "esc", comes_first=True),
    Key("escape", "cancel", Where.DIALOG, "cancel", "Close without doing anything", "esc"),
    Key("ctrl+s", "accept", Where.DIALOG, "do it", "Do it", comes_first=True),
    Key("y", "decide('stop')", Where.HOLD, "", "Yes, stop all messages"),
    Key("m", "decide('marketing')", Where.HOLD, "", "Stop marketing only"),
    Key("w", "decide('wrong_number')", Where.HOLD, "", "Wrong number: stop all messages"),
    Key("n", "decide('release')", Where.HOLD, "", "No, it meant something else"),
    Key("m", "show_messages", Where.PROOF, "", "Why each message was sent or kept back"),
    Key("f", "choose_kind", Where.AUDIT, "what", "Only one kind: stops, holds, …"),
    Key("b", "choose_method", Where.AUDIT, "how", "Only what is known in one way"),
    Key("w", "choose_actor", Where.AUDIT, "by whom", "Only what one person or import brought"),
    Key("c", "choose_channel", Where.AUDIT, "channel", "Only one channel"),
    Key("x", "show_all", Where.AUDIT, "all", "Leave every filter"),
    Key("v", "verify", Where.AUDIT, "verify", "Walk the whole ledger again"),
    Key("j,down", "cursor_down", Where.AUDIT_LIST, "move", "Next event", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.AUDIT_LIST, "", "Previous event", "k"),
    Key("pagedown", "page_down", Where.AUDIT_LIST, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.AUDIT_LIST, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.AUDIT_LIST, "proof", "Show the proof of the person's consent"),
    Key("left", "move_day(-1)", Where.OPTOUTS, "day", "The day before", "←", in_footer="←→"),
    Key("right", "move_day(1)", Where.OPTOUTS, "", "The day after", "→"),
    Key("shift+left,left_square_bracket", "move_day(-7)", Where.OPTOUTS, "", "A week back", "["),
    Key("shift+right,right_square_bracket", "move_day(7)", Where.OPTOUTS, "", "A week on", "]"),
    Key("1", "period(7)", Where.OPTOUTS, "", "The last 7 days"),
    Key("2", "period(30)", Where.OPTOUTS, "", "The last 30 days"),
    Key("3", "period(90)", Where.OPTOUTS, "", "The last 90 days"),
    Key("4", "period(365)", Where.OPTOUTS, "", "The last year"),
    Key("5", "period(730)", Where.OPTOUTS, "", "The last two years"),
    Key("c", "compare", Where.OPTOUTS, "compare", "Compare with the period before"),
    Key("a", "against", Where.OPTOUTS, "against…", "Compare with a year before, or with other days"),
    Key("b", "next_by", Where.OPTOUTS, "by…", "By campaign, template, agent, keyword, channel, country; then spikes and hours, where there is no room beside"),
    Key("m", "next_measure", Where.OPTOUTS, "rate/number", "Rates or numbers, where one chart has room"),
    Key("enter", "open_day", Where.OPTOUT_CHART, "people", "Who left on the chosen day"),
    Key("j,down", "cursor_down", Where.OPTOUT_TABLE, "move", "Next row", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.OPTOUT_TABLE, "", "Previous row", "k"),
    Key("pagedown", "page_down", Where.OPTOUT_TABLE, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.OPTOUT_TABLE, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.OPTOUT_TABLE, "people", "Who left with that in common"),
    Key("j,down", "cursor_down", Where.OPTOUT_SPIKES, "move", "Next spike", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.OPTOUT_SPIKES, "", "Previous spike", "k"),
    Key("enter", "select", Where.OPTOUT_SPIKES, "causes", "What those who left that day have in common"),
    Key("left,h", "move(0, -1)", Where.OPTOUT_HOURS, "move", "The hour before", "←", in_footer="←↑↓→"),
    Key("right,l", "move(0, 1)", Where.OPTOUT_HOURS, "", "The hour after", "→"),
    Key("j,down", "move(1, 0)", Where.OPTOUT_HOURS, "", "The next weekday", "j"),
    Key("k,up", "move(-1, 0)", Where.OPTOUT_HOURS, "", "The weekday before", "k"),
    Key("enter", "open", Where.OPTOUT_HOURS, "people", "Who left in that hour of the week"),
    Key("j,down", "cursor_down", Where.OPTOUT_CAUSES, "move", "Next cause", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.OPTOUT_CAUSES, "", "Previous cause", "k"),
    Key("pagedown", "page_down", Where.OPTOUT_CAUSES, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.OPTOUT_CAUSES, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.OPTOUT_CAUSES, "people", "Who left with that in common"),
    Key("escape", "back", Where.OPTOUT_LIST, "back", "Back to the figures", "esc"),
    Key("j,down", "cursor_down", Where.OPTOUT_PEOPLE, "move", "Next person", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.OPTOUT_PEOPLE, "", "Previous person", "k"),
    Key("pagedown", "page_down", Where.OPTOUT_PEOPLE, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.OPTOUT_PEOPLE, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.OPTOUT_PEOPLE, "thread", "Open the person's thread in the inbox"),
    Key("x", "mend", Where.HYGIENE, "put in order", "Put the finding in order, after a look at whom it is about"),
    Key("c", "ask_again", Where.HYGIENE, "ask again", "Ask the people of a finding for consent again"),
    Key("j,down", "cursor_down", Where.HYGIENE_FINDINGS, "move", "Next finding", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.HYGIENE_FINDINGS, "", "Previous finding", "k"),
    Key("enter", "select_cursor", Where.HYGIENE_FINDINGS, "people", "On to the people of the finding"),
    Key("j,down", "cursor_down", Where.HYGIENE_PEOPLE, "move", "Next person", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.HYGIENE_PEOPLE, "", "Previous person", "k"),
    Key("pagedown", "page_down", Where.HYGIENE_PEOPLE, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.HYGIENE_PEOPLE, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.HYGIENE_PEOPLE, "thread", "Open the person's thread in the inbox"),
    Key("escape", "leave", Where.HYGIENE_PEOPLE, "findings", "Back to the findings", "esc"),
    Key("s", "save", Where.UPKEEP, "save", "Save a backup; write the head of the ledger to a file of anchors"),
    Key("v", "verify", Where.UPKEEP, "verify", "Look a backup through; compare the ledger with a file of anchors"),
    Key("r", "restore", Where.UPKEEP, "restore", "Restore a backup into a new folder; this workspace stays as it is"),
    Key("n", "make_key", Where.UPKEEP, "new key", "Make a key in a new file: for the ledger, or for backups"),
    Key("x", "vouch", Where.UPKEEP, "vouch", "Answer for events that lack a tag, after a question"),
    Key("c", "compare", Where.UPKEEP, "compare", "Compare with the lists the gateways keep"),
    Key("f", "compare_file", Where.UPKEEP, "from a file", "Compare with a list a provider's console exported"),
    Key("x", "apply", Where.UPKEEP, "record stops", "Record what only the carrier knows as stops, after a question"),
    Key("t", "try_rule", Where.UPKEEP, "test", "Send something to where the chosen rule says"),
    Key("r", "retry", Where.UPKEEP, "retry", "Try now what was given up or waits for another attempt"),
    Key("j,down", "cursor_down", Where.UPKEEP_MATTERS, "move", "Next matter", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.UPKEEP_MATTERS, "", "Previous matter", "k"),
    Key("enter", "select_cursor", Where.UPKEEP_MATTERS, "lines", "On to the lines of the matter"),
    Key("j,down", "cursor_down", Where.UPKEEP_LINES, "move", "Next line", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.UPKEEP_LINES, "", "Previous line", "k"),
    Key("pagedown", "page_down", Where.UPKEEP_LINES, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.UPKEEP_LINES, "", "A screen further up", "pgup"),
    Key("escape", "leave", Where.UPKEEP_LINES, "matters", "Back to the matters", "esc"),
    Key("n", "write", Where.CAMPAIGNS, "new", "Write a new campaign; nothing is sent"),
    Key("e", "write_anew", Where.CAMPAIGNS, "edit", "Write the draft anew"),
    Key("d", "discard", Where.CAMPAIGNS, "drop", "Throw the draft away, after a question"),
    Key("l", "launch", Where.CAMPAIGNS, "launch", "Launch the draft, after a look at whom it reaches"),
    Key("x", "pause", Where.CAMPAIGNS, "pause", "Let the campaign rest"),
    Key("x", "resume", Where.CAMPAIGNS, "resume", "Let the campaign that rests go on"),
    Key("c", "cancel_campaign", Where.CAMPAIGNS, "end", "End the campaign for good, after a question"),
    Key("t", "try_out", Where.CAMPAIGNS, "test", "Send one text of it to one address"),
    Key("m,space", "mark", Where.CAMPAIGNS, "mark", "Mark it, or take the mark away; two that are marked are compared", "m"),
    Key("j,down", "cursor_down", Where.CAMPAIGN_LIST, "move", "Next campaign", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.CAMPAIGN_LIST, "", "Previous campaign", "k"),
    Key("pagedown", "page_down", Where.CAMPAIGN_LIST, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.CAMPAIGN_LIST, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.CAMPAIGN_LIST, "who", "On to who gets it and who does not"),
    Key("j,down", "cursor_down", Where.CAMPAIGN_GROUPS, "move", "Next line", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.CAMPAIGN_GROUPS, "", "Previous line", "k"),
    Key("enter", "select_cursor", Where.CAMPAIGN_GROUPS, "people", "List the people of the line"),
    Key("escape", "leave", Where.CAMPAIGN_GROUPS, "campaigns", "Back to the campaigns", "esc"),
    Key("ctrl+s", "accept", Where.CAMPAIGN_DRAFT, "keep as a draft", "Keep it as a draft; nothing is sent", comes_first=True),
    Key("tab", "app.focus_next", Where.CAMPAIGN_DRAFT, "next field", "Next field; shift+tab goes back"),
    Key("escape", "back", Where.CAMPAIGN_DRAFT, "back", "Back to the campaigns; asks where something was written", "esc"),
    Key("escape", "back", Where.CAMPAIGN_PEOPLE_SCREEN, "back", "Back to the campaign", "esc"),
    Key("j,down", "cursor_down", Where.CAMPAIGN_PEOPLE, "move", "Next person", "j", in_footer="j/k"),
    Key("k,up", "cursor_up", Where.CAMPAIGN_PEOPLE, "", "Previous person", "k"),
    Key("pagedown", "page_down", Where.CAMPAIGN_PEOPLE, "", "A screen further down", "pgdn"),
    Key("pageup", "page_up", Where.CAMPAIGN_PEOPLE, "", "A screen further up", "pgup"),
    Key("enter", "select_cursor", Where.CAMPAIGN_PEOPLE, "thread", "Open the person's thread in the inbox"),
    Key("slash", "find", Where.PEOPLE, "search", "Only people of a name, a number or a tag", "/"),
    Key("i", "import_file", Where.PEOPLE, "import", "Import people or consents from a file, after a preview"),
    Key("e", "export_states", Where.PEOPLE, "export", "Write where every address stands into a file"),
    Key("p", "proof", Where.PEOPLE, "proof", "Show the proof of the person's consent"),
    Key("o", "rules", Where.PEOPLE, "rules", "What the rules say about the person now"),
    Key("l", "preference_link", Where.PEOPLE, "link", "A link to the person's own page, to copy"),
    Key("X,x", "export_person", Where.PEOPLE, "", "Export this person's data…", "X"),
    Key("F", "forget_person", Where.PEOPLE, "", "Forget this person…"),
    Key("R", "note_request", Where.PEOPLE, "", "Note that they ask for their data, or to be forgotten…"),
    Key("v", "toggle_card", Where.PEOPLE, "", "Show or fold away the consent card"),
    Key("j,down", "move(1)", Where.PEOPLE_LIST, "move", "Next person", "j", in_footer="j/k"),
    Key("k,up", "move(-1)", Where.PEOPLE_LIST, "", "Previous person", "k"),
    Key("pagedown,ctrl+d", "move_page(1)", Where.PEOPLE_LIST, "", "A screen further down", "pgdn"),
    Key("pageup,ctrl+u", "move_page(-1)", Where.PEOPLE_LIST, "", "A screen further up", "pgup"),
    Key("home", "move_to_first", Where.PEOPLE_LIST, "", "First person"),
    Key("end,G", "move_to_last", Where.PEOPLE_LIST, "", "Last person"),
    Key("enter", "choose", Where.PEOPLE_LIST, "thread", "Open the person's thread in the inbox, or begin one"),
    Key("down", "to_list", Where.PEOPLE_FIND, "list", "On to whoever was found", "↓", in_footer="↓"),
    Key("escape", "leave", Where.PEOPLE_FIND, "everybody", "Back to everybody", "esc"),
    Key("enter", "go_on", Where.IMPORT, "", "Look at the file; then import it"),
    Key("tab", "complete", Where.PATH, "", "Complete the name of the file; then the next field"),
    Key("c", "copy", Where.LINK, "", "Copy the link"),
)  # fmt: skip


def keys_of(where: Where) -> list[Key]:
    """Return the keys that count in one place, in the order of the table."""
    return [key for key in KEYS if key.where is where]


def bindings(*places: Where) -> list[Binding]:
    """Return the bindings of one or more places."""
    return [_binding(key) for where in places for key in keys_of(where)]


def key_tables() -> str:
    """Return all keys as Markdown tables, for the README."""
    return "\n\n".join(
        "\n".join([f"| {where} | |", "|---|---|", *_table_rows(keys_of(where))])
        for where in Where
        if keys_of(where)
    )


def _table_rows(keys: Iterable[Key]) -> list[str]:
    return [f"| `{key.name}` | {key.explanation} |" for key in keys]


def _binding(key: Key) -> Binding:
    return Binding(
        key.keys,
        key.action,
        key.label or key.explanation,
        show=bool(key.label),
        key_display=key.in_footer or key.name,
        priority=key.comes_first,
        tooltip=key.explanation,
        id=f"{key.where.name.lower()}.{key.action}",
    )
