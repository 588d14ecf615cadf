"""A story that names its place by the way: which words are heard, in a district as shipped."""

import pytest
from django.db import transaction
from django.utils import timezone

from districts import blueprint
from districts.models import Line
from messaging import whereabouts
from messaging.conversation import Part, State

NAMED = {
    "इज्जतनगर में रात को अवैध शराब बिक रही है": "Izzatnagar",
    "इज्जतनगर में रेलवे फाटक के पास रात को अवैध शराब बिक रही है": "Izzatnagar",
    "रात को इज़्ज़त नगर में शराब बिकती है": "Izzatnagar",
    "इज्जतनगर में स्कूल के पास गांजा बिकता है": "Izzatnagar",
    "हमारे यहाँ बारादरी में चोरी की मोटरसाइकिल बिकती है": "Baradari",
    "साहब, फतेहगंज पश्चिमी में गांजा बिक रहा है": "Fatehganj West",
    "थाना हाफिजगंज में जुआ होता है": "Hafizganj",
    "कुतुबखाना बाज़ार के पास जेबकतरे घूमते हैं": "Kutubkhana Bazar",
    "कल शाम डेलापीर मंडी पर मारपीट हुई": "Delapeer Mandi",
    "टिसुआ गाँव में कच्ची शराब बनती है": "Tisua",
    "मेरे पड़ोसी नवाबगंज में नकली दवा बेचते हैं": "Nawabganj",
    "shyamganj mandi ke paas roj satta lagta hai": "Shyamganj Mandi",
    "izzatnagar me raat ko avaidh sharab bikti hai": "Izzatnagar",
    "bhojipura mein nakli sharab ban rahi hai": "Bhojipura",
    "faridpur main ladke satta khelte hain": "Faridpur",
    "subhash nagar me ladkiyon ko chhedte hain": "Subhash Nagar",
    "civil lines par chain snatching hui hai": "Civil Lines",
    "Illegal liquor is sold every night in Izzatnagar": "Izzatnagar",
    "There is gambling at Shyamganj Mandi every evening": "Shyamganj Mandi",
    "Cattle are loaded at night near Bithri Chainpur": "Bithri Chainpur",
    "They sell ganja in Janakpuri behind the school": "Janakpuri",
}
NOT_NAMED = [
    # no place, or one found everywhere
    "रात को अवैध शराब बिक रही है",
    "नदी के किनारे कच्ची शराब बन रही है",
    "स्कूल के पास गांजा बिकता है",
    "मंदिर के पास जुआ होता है",
    "हमारे गाँव में रोज़ शराब बिकती है",
    "बस अड्डे पर जेब काटते हैं",
    "ज़िला अस्पताल के पास जाम लगता है",
    "school ke paas ganja bikta hai",
    "They drink in the market at night",
    # the whole district, or another one
    "बरेली में नकली दवा बिक रही है",
    "पीलीभीत में नकली शराब बनती है",
    "lucknow me ladki ko rakha hai",
    # a road named after where it leads, and a name as short as a word
    "पीलीभीत बाईपास पर ट्रक खड़े रहते हैं",
    "भुता में जुआ होता है",
    # not quite the name of a place of ours
    "रामगढ़ में जुआ होता है",
    # two, or one that may be either
    "इज्जतनगर और बारादरी में शराब बिकती है",
    "फरीदपुर से इज्जतनगर में गांजा आता है",
    "इज्जतनगर में शराब बिकती है और बारादरी में जुआ होता है",
    "फतेहगंज में गांजा बिक रहा है",
    "fatehganj me ganja bikta hai",
    # named, but nothing says that it happens there
    "इज्जतनगर का राजू शराब बेचता है",
    "Raju of Izzatnagar sells liquor",
    # known to nobody
    "रामपुरवा में शराब बिकती है",
    # everyday words
    "गाड़ी में शराब ले जाते हैं",
    "घर पर कोई नहीं है और चोरी हो गई",
    "वो लोग रात में आते हैं",
    "उसके पास कट्टा है",
    "शादी में गोली चलाई",
    "नशे में मारपीट करते हैं",
    "मोबाइल पर धमकी देते हैं",
    # whom half a name may mean
    "सुभाष के पास कट्टा है",
    "sanjay ke paas katta hai",
    "बारात में लड़के हथियार लहराते हैं",
    "in logo ne mere bhai ko mara",
    "main dukan par tha tab chori hui",
    "He keeps a knife in his car at night",
]


@pytest.fixture(scope="module")
def line(django_db_setup, django_db_blocker):
    """The line of a district with its stations and places, as shipped."""
    with django_db_blocker.unblock(), transaction.atomic():
        blueprint.load("bareilly-pro", at=timezone.now())
        yield Line.objects.select_related("unit").get(code="bareilly-pro")
        transaction.set_rollback(True)


def heard(line: Line, *told: str) -> list[str]:
    parts = [Part(words, ref=f"message {number}") for number, words in enumerate(told)]
    return [spot.en for spot in whereabouts.hear(line, State(), parts).heard]


@pytest.mark.django_db
@pytest.mark.parametrize("words", NAMED)
def test_the_one_place_that_is_named_is_heard(line, words):
    assert heard(line, words) == [NAMED[words]]


@pytest.mark.django_db
@pytest.mark.parametrize("words", NOT_NAMED)
def test_what_is_no_place_or_not_one_alone_is_not_guessed(line, words):
    assert heard(line, words) == []
