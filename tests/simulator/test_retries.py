"""A desk that does not answer with 200 is asked again, for seven days."""

import pytest

from messaging.simulator.testing import running_simulator
from tests.simulator.desk import Desk


@pytest.mark.parametrize("answer", [500, 403, 404, 301, 201, None])
def test_anything_but_200_is_tried_again(sim, desk, asha, answer):
    desk.answers = [answer]

    assert sim.deliver() == 1
    assert asha.chat[0].status == "sent"
    assert sim.deliver() == 0

    sim.travel(seconds=2)
    assert sim.deliver() == 1
    assert asha.chat[0].status == "delivered"
    assert desk.bodies[0] == desk.bodies[1]


def test_the_pauses_grow(sim, desk, asha):
    desk.answers = [500] * 4
    sim.deliver()
    for seconds, tries in [(2, 2), (2, 2), (9, 3), (50, 3), (11, 4)]:
        sim.travel(seconds=seconds)
        sim.deliver()
        assert len(desk.bodies) == tries


def test_it_gives_up_after_seven_days(sim, desk, asha):
    desk.answers = [500] * 1000
    sim.deliver()
    for _ in range(30):
        sim.travel(hours=6)
        sim.deliver()
    assert sim.deliveries[0].state == "given up"

    tries = len(desk.bodies)
    sim.travel(hours=48)
    sim.deliver()
    assert len(desk.bodies) == tries


def test_new_messages_overtake_one_that_waits(sim, desk, asha):
    desk.answers = [500]
    sim.deliver()
    asha.types("दूसरा")
    sim.deliver()
    sim.travel(seconds=2)
    sim.deliver()

    assert [one["text"]["body"] for one in desk.messages] == ["नमस्ते", "दूसरा", "नमस्ते"]


def test_it_comes_again_by_itself():
    desk = Desk(answers=[None, 500])
    with running_simulator(desk, retry_after=(0.01,)) as sim:
        asha = sim.citizen("Asha")
        asha.types("नमस्ते")
        delivery = sim.deliveries[0]
        sim.settle()
        while delivery.state == "waiting":
            sim.settle()

    assert delivery.attempts == [None, 500, 200]


def test_one_citizens_messages_keep_their_order():
    desk = Desk()
    with running_simulator(desk) as sim:
        people = [sim.citizen(f"p{number}") for number in range(6)]
        for number in range(20):
            for person in people:
                person.types(str(number))
        sim.settle()

    for person in people:
        mine = [one for one in desk.messages if one["from"] == person.person.phone]
        assert [one["text"]["body"] for one in mine] == [str(number) for number in range(20)]


def test_an_old_delivery_can_be_replayed(sim, desk, asha):
    sim.deliver()
    sim.send_again(sim.deliveries[0])
    sim.deliver()

    assert desk.bodies[0] == desk.bodies[1]
    assert desk.headers[0] == desk.headers[1]
