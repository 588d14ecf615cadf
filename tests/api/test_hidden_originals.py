"""A duplicate does not betray the ticket that it is a duplicate of."""


def test_the_history_names_an_original_only_to_who_may_see_it(district):
    chief, head = (
        district.caller("chief"),
        district.caller("station_head", district.tree.station),
    )
    ticket = district.ticket(district.tree.station, status="with_station")
    original = district.ticket()
    chief.post(f"tickets/{ticket.code}/close/", reason="duplicate", duplicate_of=original.code)
    restricted = {"unit": district.tree.station.code, "reason": "x"}
    assert chief.post(f"tickets/{original.code}/restrict/", **restricted).status_code == 200

    seen = chief.get(f"tickets/{ticket.code}/history/").json()
    told = head.get(f"tickets/{ticket.code}/history/").json()

    assert seen[-1]["data"]["duplicate_of"] == original.code
    assert told[-1]["data"] == {"reason": "duplicate", "status": "closed"}
    assert original.code not in str(told)
