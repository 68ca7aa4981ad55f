"""The words that playlists put around channel names: countries, qualities, fillers, sides. No rules here."""

# ISO 3166 alpha-2 without "tv", which is a word of names; "uk" is what lists of channels say for "gb".
_COUNTRIES = """
ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt
bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh
er es et fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu
id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt
lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl
no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh
si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tw tz ua ug uk um
us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw
"""
_COUNTRY_WORDS = """
gb uk, eng uk, gbr uk, usa us, deu de, ger de, fra fr, esp es, spa es, ita it, ind in, bra br, can
ca, aus au, prt pt, por pt, nld nl, ned nl, tur tr, pol pl, mex mx, arg ar, irl ie, nzl nz, united
kingdom uk, great britain uk, united states us, germany de, deutschland de, france fr, spain es,
espana es, italy it, italia it, india in, brazil br, brasil br, canada ca, australia au, portugal
pt, netherlands nl, turkey tr, poland pl, mexico mx, ireland ie, new zealand nz
"""
_QUALITIES = "sd hd fhd uhd qhd hq lq 4k 8k hevc avc h264 h265 x264 x265 hdr 50fps 60fps raw vip backup"
_FILLERS = "tv the channel channels television canal network"
# Before a name these mean a language or a continent as often as a country: Arabic, Latin America, Africa.
_LANGUAGES = "af ar as la me sa"
_SIDES = "east west north south eastern western northern southern pacific mountain atlantic"

COUNTRIES = frozenset(_COUNTRIES.split())
COUNTRY_WORDS = {
    word: code
    for word, _, code in (pair.rpartition(" ") for pair in " ".join(_COUNTRY_WORDS.split()).split(", "))
}
QUALITIES = frozenset(_QUALITIES.split())
FILLERS = frozenset(_FILLERS.split())
LANGUAGE_CODES = frozenset(_LANGUAGES.split())
SIDES = frozenset(_SIDES.split())
NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
