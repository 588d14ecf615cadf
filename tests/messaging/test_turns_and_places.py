"""Where a ticket goes for the place a citizen named or sent; a guess hides nothing."""

import pytest

from districts import places
from districts.models import Line, Place, Unit
from messaging import whereabouts
from messaging.conversation import Part, State
from tests.factories import make_officer, make_tree
from tests.messaging.turning import Sender, a_line, place, tap
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TIP = "नदी के किनारे शराब बन रही है"


def square(south, west, north, east):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


class TestWhereItGoes:
    """Bareilly's district lies south, the other north; the line is the first one's."""

    @pytest.fixture
    def tree(self):
        tree = make_tree()
        own, other = square(28.0, 79.0, 28.5, 80.0), square(28.5, 79.0, 29.0, 80.0)
        Unit.objects.filter(pk=tree.district.pk).update(boundary=own)
        Unit.objects.filter(pk=tree.other_district.pk).update(boundary=other)
        Unit.objects.filter(pk=tree.station.pk).update(
            name_hi="फरीदपुर", name_en="Faridpur", latitude=28.2, longitude=79.5
        )
        Unit.objects.filter(pk=tree.sister.pk).update(
            name_hi="शाही", name_en="Shahi", boundary=square(28.3, 79.4, 28.4, 79.5)
        )
        Unit.objects.filter(pk=tree.other_station.pk).update(
            name_hi="बीसलपुर", name_en="Bisalpur", latitude=28.55, longitude=79.5
        )
        return tree

    @pytest.fixture
    def sender(self, tree):
        return Sender(a_line(unit=tree.district))

    def sent_from(self, sender, latitude, longitude):
        sender.says(TIP), sender.says(tap("language:hi")), sender.says(place(latitude, longitude))
        sender.says(tap("send"))
        return Ticket.objects.get()

    def test_a_stations_border_goes_before_the_nearest_point(self, tree, sender):
        assert self.sent_from(sender, 28.31, 79.49).suggested_unit == tree.sister

    def test_a_pin_in_another_district_goes_to_that_districts_desk(self, tree, sender):
        desk = make_officer("desk", tree.other_district)

        ticket = self.sent_from(sender, 28.52, 79.5)

        assert (ticket.unit, ticket.suggested_unit) == (tree.other_district, tree.other_station)
        assert Ticket.objects.visible_to(desk).exists()
        assert "आपका संदेश वहाँ की पुलिस तक पहुँच गया है" in sender.read

    def test_unless_the_line_lets_its_own_desk_decide(self, tree, sender):
        desk = make_officer("desk", tree.other_district)
        Line.objects.update(passes_outside_on=False)
        sender.line.refresh_from_db()

        ticket = self.sent_from(sender, 28.52, 79.5)

        assert (ticket.unit, ticket.is_outside) == (tree.district, True)
        assert not Ticket.objects.visible_to(desk).exists()
        assert "हमारी डेस्क इसे वहाँ की पुलिस को देगी" in sender.read

    def test_where_nobody_sits_there_it_stays_with_a_hint(self, tree, sender):
        ticket = self.sent_from(sender, 28.52, 79.5)

        assert (ticket.unit, ticket.is_outside) == (tree.district, True)
        assert ticket.suggested_unit == tree.other_station
        assert "बताएगी कि कहाँ बात करनी है" in sender.read

    def test_inside_nothing_is_said_of_it(self, tree, sender):
        self.sent_from(sender, 28.31, 79.49)

        assert "इलाके से बाहर" not in sender.read

    def test_of_a_complaint_about_police_nothing_is_said_of_where_it_went(self, tree, sender):
        make_officer("desk", tree.other_district)
        sender.says("चौकी के सिपाही हर महीने रिश्वत लेते हैं"), sender.says(tap("language:hi"))
        sender.says(place(28.52, 79.5)), sender.says(tap("send"))

        assert Ticket.objects.get().is_restricted
        assert "इलाके से बाहर" not in sender.read
        assert "बड़े अधिकारियों को भेज दिया" in sender.read
        sender.says("status")
        assert "बड़े अधिकारियों के पास है" in sender.read

    def test_a_pin_outside_all_stays_with_a_hint(self, tree, sender):
        ticket = self.sent_from(sender, 12.97, 77.59)

        assert (ticket.unit, ticket.suggested_unit) == (tree.district, None)
        assert ticket.is_outside

    def told_of(self, sender, words):
        sender.says(TIP), sender.says(tap("language:hi")), sender.says(words)
        sender.says(tap("send"))
        return Ticket.objects.get()

    @pytest.mark.parametrize("words", ["पीलीभीत", "pilibhit me", "ज़िला पीलीभीत में"])
    def test_another_district_may_be_named_in_words(self, tree, sender, words):
        names = {"name_hi": "पीलीभीत", "name_en": "Pilibhit"}
        Unit.objects.filter(pk=tree.other_district.pk).update(**names)
        make_officer("desk", tree.other_district)

        ticket = self.told_of(sender, words)

        assert (ticket.unit, ticket.is_outside) == (tree.other_district, True)
        assert "आपका संदेश वहाँ की पुलिस तक पहुँच गया है" in sender.read

    def test_a_station_named_there_is_a_hint_for_the_own_desk(self, tree, sender):
        make_officer("desk", tree.other_district)

        ticket = self.told_of(sender, "थाना बीसलपुर में")

        assert (ticket.unit, ticket.suggested_unit) == (tree.district, tree.other_station)
        assert "हमारी डेस्क इसे वहाँ की पुलिस को देगी" in sender.read

    def test_so_is_a_village_there_when_somebody_told_us_of_it(self, tree, sender):
        village = {"kind": "village", "name_hi": "जमुनिया", "name_en": "Jamuniya"}
        Place.objects.create(station=tree.other_station, **village)

        ticket = self.told_of(sender, "जमुनिया गाँव")

        assert (ticket.unit, ticket.suggested_unit) == (tree.district, tree.other_station)
        assert ticket.is_outside

    def told_with_district(self, sender, district):
        sender.says(TIP), sender.says(tap("language:hi")), sender.says("रामपुरवा के पास")
        assert "किस ज़िले में है" in sender.read
        sender.says(district), sender.says(tap("send"))
        return Ticket.objects.get()

    def test_of_a_place_known_nowhere_the_district_is_asked_and_its_desk_receives_it(
        self, tree, sender
    ):
        Unit.objects.filter(pk=tree.other_district.pk).update(name_hi="पीलीभीत")
        make_officer("desk", tree.other_district)

        ticket = self.told_with_district(sender, "पीलीभीत")

        assert (ticket.unit, ticket.is_outside) == (tree.other_district, True)
        assert ticket.place == "रामपुरवा के पास, पीलीभीत"

    def test_a_district_without_police_of_ours_may_be_the_place_itself(self, tree, sender):
        ticket = self.told_of(sender, "शाहजहाँपुर ज़िले में")

        assert (ticket.unit, ticket.is_outside) == (tree.district, True)

    def test_in_a_district_without_police_of_ours_the_own_desk_hands_it_on(self, tree, sender):
        ticket = self.told_with_district(sender, "हरदोई")

        assert (ticket.unit, ticket.suggested_unit) == (tree.district, None)
        assert ticket.is_outside
        assert "हमारी डेस्क इसे वहाँ की पुलिस को देगी" in sender.read

    def test_said_to_be_here_it_is_here(self, tree, sender):
        ticket = self.told_with_district(sender, tap("home:yes"))

        assert (ticket.unit, ticket.is_outside) == (tree.district, False)

    @pytest.mark.parametrize("words", ["मंदिर के पास", "school ke piche", "थाना बीसलपुर", "फरीदपुर"])
    def test_what_is_no_name_or_a_known_one_is_not_asked_about(self, tree, sender, words):
        sender.says(TIP), sender.says(tap("language:hi")), sender.says(words)

        assert "किस ज़िले" not in sender.read

    @pytest.mark.parametrize("words", ["बीसलपुर रोड", "bisalpur ke paas", "फरीदपुर"])
    def test_what_names_more_or_lies_here_is_not_outside(self, tree, sender, words):
        make_officer("desk", tree.other_district)

        ticket = self.told_of(sender, words)

        assert (ticket.unit, ticket.is_outside) == (tree.district, False)

    def test_without_borders_the_nearest_guess_moves_nothing_away(self, tree, sender):
        Unit.objects.update(boundary=None)
        Unit.objects.filter(pk=tree.station.pk).update(latitude=None)
        make_officer("desk", tree.other_district)

        ticket = self.sent_from(sender, 28.56, 79.5)

        assert (ticket.unit, ticket.suggested_unit) == (tree.district, tree.other_station)

    def test_the_district_of_a_named_place_receives_it_where_one_number_serves_many(self, tree):
        sender = Sender(a_line(unit=tree.range))
        desk = make_officer("desk", tree.other_district)
        sender.says(TIP), sender.says(tap("language:hi")), sender.says("बीसलपुर के पास")
        sender.says(tap("send"))

        assert Ticket.objects.get().unit == tree.other_district
        assert Ticket.objects.visible_to(desk).exists()

    def test_the_citizen_chooses_among_namesakes(self, tree):
        for station in (tree.rural_station, tree.other_station):
            Unit.objects.filter(pk=station.pk).update(name_hi="शाहगंज", name_en="Shahganj")
        sender = Sender(a_line(unit=tree.range))
        sender.says(TIP), sender.says(tap("language:hi")), sender.says("शाहगंज बाज़ार")
        assert "इनमें से" in sender.read

        sender.says(tap(f"spot:{tree.other_station.code}")), sender.says(tap("send"))

        ticket = Ticket.objects.get()
        assert (ticket.suggested_unit, ticket.place) == (tree.other_station, "शाहगंज बाज़ार")
        assert ticket.text == TIP

    def test_a_place_named_in_the_story_is_asked_back_and_a_tap_tells_it(self, tree, sender):
        story = "फरीदपुर में रात को शराब बिकती है"
        sender.says(story), sender.says(tap("language:hi"))
        assert sender.read == "क्या यह फरीदपुर की बात है?"

        sender.says(tap("there:yes")), sender.says(tap("send"))

        ticket = Ticket.objects.get()
        assert (ticket.place, ticket.text) == ("फरीदपुर", story)
        assert (ticket.unit, ticket.suggested_unit) == (tree.district, tree.station)

    def test_a_name_of_two_districts_is_asked_back_once_the_district_is_known(self, tree):
        for station in (tree.rural_station, tree.other_station):
            Unit.objects.filter(pk=station.pk).update(name_hi="शाहगंज", name_en="Shahganj")
        line, told = a_line(unit=tree.range), [Part("शाहगंज में शराब बिकती है")]

        assert whereabouts.hear(line, State(), told).heard == ()
        [spot] = whereabouts.hear(line, State(district=tree.other_district.code), told).heard
        assert spot.code == tree.other_station.code

    def test_to_look_for_it_costs_one_query(self, tree, django_assert_num_queries):
        line, told = a_line(unit=tree.district), [Part("फरीदपुर में शराब, नदी के पास जुआ")]
        whereabouts.hear(line, State(), told)

        with django_assert_num_queries(1):
            whereabouts.hear(line, State(), told)
        with django_assert_num_queries(0):
            whereabouts.hear(line, State(), [Part("रात को शराब बिकती है")])

    def test_a_village_leads_to_its_station(self, tree, sender):
        Place.objects.create(
            station=tree.far_station, kind="village", name_hi="टिसुआ", name_en="Tisua"
        )
        sender.says(TIP), sender.says(tap("language:hi")), sender.says("tisuwa gaon")
        sender.says(tap("send"))

        assert Ticket.objects.get().suggested_unit == tree.far_station

    def test_a_new_village_is_known_at_once(self, tree, sender):
        assert places.search("tisua", under=tree.district.path) == []

        Place.objects.create(station=tree.station, kind="village", name_hi="टिसुआ", name_en="Tisua")

        assert places.search("tisua", under=tree.district.path)[0].entry.en == "Tisua"

    def test_a_search_costs_one_query(self, tree, django_assert_num_queries):
        places.search("tisua", under=tree.district.path)

        with django_assert_num_queries(1):
            places.search("tisua", under=tree.district.path)


class TestAfterACry:
    """The bot asks where it is once the ticket of an emergency is open."""

    @pytest.fixture
    def tree(self):
        tree = make_tree()
        where = {"latitude": 28.2, "longitude": 79.5}
        Unit.objects.filter(pk=tree.station.pk).update(
            name_hi="फरीदपुर", name_en="Faridpur", **where
        )
        return tree

    @pytest.fixture
    def sender(self, tree):
        sender = Sender(a_line(unit=tree.district))
        sender.says("बचाओ, वो लोग मार डालेंगे")
        return sender

    def test_the_place_written_next_is_the_tickets_place(self, tree, sender):
        sender.says("फरीदपुर बस अड्डा")
        sender.says("वो चार लोग हैं, लाठी लेकर")

        ticket = Ticket.objects.get()
        assert ticket.place == "फरीदपुर बस अड्डा"
        assert ticket.suggested_unit == tree.station
        assert ticket.events.get(number=2).note == "फरीदपुर बस अड्डा"

    def test_a_pin_sent_next_is_its_point(self, tree, sender):
        sender.says(place(28.2, 79.5))

        ticket = Ticket.objects.get()
        assert (ticket.latitude, ticket.longitude) == (28.2, 79.5)
        assert ticket.suggested_unit == tree.station

    @pytest.mark.parametrize(
        "words", ["पता नहीं", "वो लोग अभी भी दरवाज़े पर हैं और गालियाँ दे रहे हैं, जल्दी कीजिए"]
    )
    def test_what_names_no_place_stays_words(self, sender, words):
        sender.says(words)

        assert Ticket.objects.get().place == ""

    def test_a_second_place_does_not_cover_the_first(self, sender):
        sender.says("फरीदपुर")
        sender.says("कोतवाली")

        assert Ticket.objects.get().place == "फरीदपुर"
