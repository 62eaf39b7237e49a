"""While one watches the demo, a campaign runs that so many leave that it pauses itself."""

from stopline.campaigns.campaign import CampaignState
from stopline.clock import ManualClock
from stopline.demo.preparation import GATEWAY
from stopline.gateways.simulated.network import Network
from stopline.gateways.simulated.shelf import SHIPPED, load_scenario
from stopline.gateways.simulator import Play, Simulator
from stopline.inbox.threads import ThreadFilter
from stopline.messages.message import MessageState
from stopline.worker.tick import Tick
from stopline.workspace import Workspace
from support.demo import RUNNING, live, watch


def test_within_a_minute_and_a_half_the_running_campaign_pauses_itself_after_maria_has_stopped(
    demo: Workspace, present: ManualClock
) -> None:
    tick = live(demo, present)

    watch(tick, present, 40)
    before = demo.campaigns.named(RUNNING)
    maria = demo.threads.page(ThreadFilter.STOPPED, "alice", 0, 1)[0]
    watch(tick, present, 50)
    after = demo.campaigns.named(RUNNING)

    assert before.state is CampaignState.LAUNCHED
    assert maria.name == "Maria Alvarez"
    assert after.has_braked
    assert after.reason.startswith("paused itself: 7 of 18, where ")
    assert "would happen by chance in about one campaign of" in after.reason
    states = demo.campaign_reports.of(after).states
    assert states[MessageState.QUEUED] > 10
    watch(tick, present, 300)
    assert demo.campaign_reports.of(after).states[MessageState.QUEUED] == states[MessageState.QUEUED]


def test_if_fewer_left_the_running_campaign_would_go_on(demo: Workspace, present: ManualClock) -> None:
    scenario = load_scenario(SHIPPED)
    card_holders = {person.key for person in scenario.people if "ferry card" in person.tags}
    leaving = [text for text in scenario.live if text.who in card_holders]
    calmer = scenario.model_copy(
        update={"live": tuple(text for text in scenario.live if text not in leaving[4:])}
    )
    gateway = Simulator(GATEWAY, present, Network(demo.folder), Play(calmer, 1))

    watch(Tick(demo, [gateway], "live"), present, 120)

    campaign = demo.campaigns.named(RUNNING)
    assert campaign.state is CampaignState.LAUNCHED
    assert demo.campaign_reports.of(campaign).optouts == 4
    gateway.close()
