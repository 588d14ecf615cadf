"""What the people of a transcript say, by language. The bot's words are never among these."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    hello: str
    story: str
    place: str
    question: str  # the officer's
    answer: str
    outcome: str  # the officer's
    cry: str
    fraud: str
    police: str
    unsure: str
    hearing: str  # why somebody wants to be heard
    name: str  # and who that is
    settled: str  # the officer's, after it


SPOKEN: Mapping[str, Lines] = {
    "hi": Lines(
        hello="नमस्ते",
        story="पुराने स्कूल के पीछे रोज़ रात को कुछ लोग आते हैं, गाड़ी में सामान उतारते हैं।",
        place="पुराना स्कूल, नदी वाली सड़क",
        question="वे लोग किस समय आते हैं?",
        answer="रात के ग्यारह के बाद, कल भी आए थे।",
        outcome="पुलिस रात को मौके पर गई। दो लोग पकड़े गए, सामान ज़ब्त हुआ।",
        cry="बचाओ, वो लोग मार डालेंगे",
        fraud="मेरे खाते से पैसे कट गए, किसी ने ओटीपी पूछा था",
        police="दरोगा एफआईआर लिखने के पैसे मांग रहा है",
        unsure="पता नहीं",
        hearing="ज़मीन के झगड़े की शिकायत तीन बार दी, मैं अपनी बात अधिकारी से ख़ुद कहना चाहती हूँ।",
        name="सीता देवी",
        settled="दोनों पक्षों को साथ बैठाया गया और ज़मीन की नाप कराई गई।",
    ),
    "en": Lines(
        hello="Hello",
        story="Every night some people come behind the old school and unload goods from a van.",
        place="old school, the road by the river",
        question="At what time do they come?",
        answer="After eleven at night. They came yesterday too.",
        outcome="Police went there at night. Two people were caught and the goods seized.",
        cry="help, they will kill me",
        fraud="money debited from my account, somebody asked for the OTP",
        police="the inspector wants a bribe to write the FIR",
        unsure="not sure",
        hearing="I have complained three times about my land. I want to tell an officer myself.",
        name="Sita Devi",
        settled="Both sides sat down together and the land was measured.",
    ),
    "bho": Lines(
        hello="प्रणाम",
        story="पुरान स्कूल के पाछे रोज रात के कुछ लोग आवेला, गाड़ी से सामान उतारेला।",
        place="पुरान स्कूल, नदी वाली सड़क",
        question="वे लोग किस समय आते हैं?",
        answer="रात एगारह बजे के बाद, काल्हो आइल रहलन।",
        outcome="पुलिस रात को मौके पर गई। दो लोग पकड़े गए, सामान ज़ब्त हुआ।",
        cry="बचाओ, ऊ लोग मार डाली",
        fraud="हमरा खाता से पैसे कट गए, केहू ओटीपी पूछले रहे",
        police="दरोगा एफआईआर लिखे के पइसा मांगत बा, घूस चाहीं ओकरा",
        unsure="पता नइखे",
        hearing="जमीन के झगड़ा के शिकायत तीन बेर दिहनी, हम आपन बात अधिकारी से खुदे कहल चाहत बानी।",
        name="सीता देवी",
        settled="दोनों पक्षों को साथ बैठाया गया और ज़मीन की नाप कराई गई।",
    ),
    "hne": Lines(
        hello="जय जोहार",
        story="जुन्ना स्कूल के पाछू रोज रात कन कुछ मनखे आथें, गाड़ी ले सामान उतारथें।",
        place="जुन्ना स्कूल, नदिया डहर के सड़क",
        question="वे लोग किस समय आते हैं?",
        answer="रात के ग्यारा बजे के बाद, काली घलो आय रहिन।",
        outcome="पुलिस रात को मौके पर गई। दो लोग पकड़े गए, सामान ज़ब्त हुआ।",
        cry="बचाओ, ओ मन मार डालेंगे",
        fraud="मोर खाता ले पैसे कट गए, कोनो ओटीपी पूछे रहिस",
        police="दरोगा एफआईआर लिखे बर घूस मांगत हे",
        unsure="पता नइ हे",
        hearing="जमीन के झगरा के शिकायत तीन पइत दे हँव, मँय अपन बात अधिकारी ल खुदे बताना चाहत हँव।",
        name="सीता बाई",
        settled="दोनों पक्षों को साथ बैठाया गया और ज़मीन की नाप कराई गई।",
    ),
}
