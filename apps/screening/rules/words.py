"""Screening · words that say little of who somebody is, and words that are the same: compiled for this project."""

from __future__ import annotations

# Latin spellings as `names.words` gives them, by kind of company; forms of several words are told in full.
_FORMS = {
    "llc": """
        llc | l l c | limited liability company | limited liability co | ltd | limited | ltd co | co ltd | co limited |
        company limited | company ltd | corporation limited | pte ltd | pte limited | private limited | pvt ltd |
        pvt limited | pty ltd | pty limited | proprietary limited | sdn bhd | gmbh | mbh |
        gesellschaft mit beschrankter haftung | gmbh und co kg | gmbh and co kg | ug haftungsbeschrankt | sarl |
        s a r l | societe a responsabilite limitee | srl | s r l | societa a responsabilita limitata |
        societatea cu raspundere limitata | societate cu raspundere limitata | sl | sociedad limitada | s de rl |
        s de rl de cv | sociedad de responsabilidad limitada | ltda | limitada | lda | eurl | sas | sasu | sp z o o |
        spolka z o o | spolka z ograniczona odpowiedzialnoscia | sro | s r o | spol s r o | doo | d o o | ood | eood |
        oy | osauhing | sia | uab | kft | bv | b v | bvba | besloten vennootschap | ooo | o o o |
        obshchestvo s ogranichennoy otvetstvennostyu | obshhestvo s ogranichennoy otvetstvennostyu |
        obshestvo s ogranichennoi otvetstvennostiu | tov | too | mchj | shpk | limited sirketi | ltd sti |
        limited sti | wll | w l l | fze | fzco | fz llc | dmcc | you xian gong si | youxian gongsi | youxiangongsi |
        yugen gaisha | yuhan hoesa
    """,
    "jsc": """
        jsc | j s c | joint stock company | joint stock co | open joint stock company | closed joint stock company |
        public joint stock company | private joint stock company | ojsc | cjsc | pjsc | zjsc | oao | zao | pao | ao |
        aktsionernoe obshchestvo | akcionernoe obshchestvo | aktsionernoye obshchestvo |
        otkrytoe aktsionernoe obshchestvo | zakrytoe aktsionernoe obshchestvo | publichnoe aktsionernoe obshchestvo |
        aktzionernoe obschestvo | akcionernoe obshhestvo | otkrytoe akcionernoe obshhestvo | ag | akg |
        aktiengesellschaft | kgaa | se | societas europaea | sa | s a | societe anonyme | sociedad anonima |
        sociedade anonima | spa | s p a | societa per azioni | sa de cv | s a de c v | nv | n v |
        naamloze vennootschap | plc | p l c | public limited company | public ltd co | public co ltd |
        public company limited | ab | aktiebolag | as | a s | asa | aps | anonim sirketi | anonim sirket | oyj | hf |
        ad | dd | d d | nyrt | zrt | rt | tbk | pt tbk | kabushiki gaisha | kabushiki kaisha | kk | jushik hoesa |
        gu fen you xian gong si | gufen youxian gongsi | berhad | bhd | corp | corporation | inc | incorporated |
        company incorporated | co inc | sal | s a l | saog | saoc | qsc | psc | private shareholding company
    """,
    "co": """
        co | company | and co | und co | et cie | cie | compania | companhia | compagnie | kompaniya | kompania |
        gong si | gongsi | sherkat | sirketi
    """,
    "lp": """
        lp | l p | limited partnership | llp | l l p | limited liability partnership | kg | kommanditgesellschaft |
        ohg | gbr | snc | cv
    """,
    "na": """
        na | n a | national association
    """,
    "ano": """
        ano | avtonomnaya nekommercheskaya organizatsiya | fgup | federal state unitary enterprise | nko | gup
    """,
    "ev": """
        ev | e v | eingetragener verein
    """,
}
LEGAL_FORMS = {" ".join(form.split()): kind for kind, forms in _FORMS.items() for form in forms.split("|")}

# Words of which those forms are made: where one is left over, it says little.
FORM_WORDS = frozenset(word for form in LEGAL_FORMS for word in form.split() if len(word) > 3) | {"public", "private"}

_HONORIFICS = """
mr mrs miss dr prof professor sir dame lord lady sheikh shaikh sheik shaykh shykh haji hajji hadji hadj mullah mulla
maulavi mawlawi maulvi molvi maulana mawlana qari alhaj alhaji ayatollah imam general gen colonel col major maj
captain capt lieutenant lt brigadier brig commander president praesident prasident minister princess queen rev
reverend herr frau monsieur madame senor senora dona eng engr ing mv vessel jr sr sydt stdh stdht dktwr dktwrt
"""
HONORIFICS = frozenset(_HONORIFICS.split())

_PARTICLES = """
al el ul ur ud ash ad ar az bin ibn ben bn bint binti bt ou de da do dos das del della di du la le les van von der
den ter zu zum zur af av the of and und et for fur pour para l
"""
PARTICLES = frozenset(_PARTICLES.split())

_COUNTED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_RANKED = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
NUMBERS = {
    **{word: str(number) for number, word in enumerate(_COUNTED.split())},
    **{word: str(number) for number, word in enumerate(_RANKED.split())},
    **{numeral: str(number) for numeral, number in _ROMAN.items()},
    **{f"{number}th": str(number) for number in range(4, 31)},
    "1st": "1",
    "2nd": "2",
    "3rd": "3",
}

# Names and words that are written in many ways: those of a line are the same.
_SAME = """
mohammed muhammad mohammad mohamed muhammed mohamad mohd mohamud muhamad mahomed mohammod muhamed maxamed mehmed
ahmed ahmad ahmet axmed
yusuf yousef youssef yousuf yusef yosef yussuf jusuf iosif
usama osama ussama
hussein husayn hussain husain hossein hosein huseyin
hassan hasan
ali aly
ibrahim ebrahim ibraheem
khalid khaled halid
umar omar
said saeed saed sayed saeid
abdullah abdallah abdulla abdillahi abdullahi cabdullaahi
abdul abdel abdal abd
jamal gamal djamal cemal
alexander aleksandr alexandr oleksandr aleksander alexandre aliaksandr alejandro
sergei sergey serhiy sergej serguei serhii siarhei sergejs
vladimir volodymyr wladimir uladzimir
dmitry dmitri dmytro dmitriy dmitrii dzmitry
yevgeny evgeny evgeniy yevgeniy yevhen evgenii eugene eugeny
mikhail mykhailo michail mihail michael
nikolai nikolay mykola nicolai nikolaj
andrei andrey andriy andrej andrii
yuri yury yuriy iurii iouri jurij
igor ihor
viktor victor
aleksei alexei alexey aleksey oleksiy oleksii
john jon johann juan ivan jean giovanni
james jim jimmy
william bill will
robert bob rob
joseph jose josef
company companies
international intl
organization organisation
agricultural agriculture
bros brothers
manufacturing mfg
engineering eng
department dept
united utd
bank banque banco banca
""".strip()
SAME_WORDS = {word: line.split()[0] for line in _SAME.splitlines() for word in line.split()}
