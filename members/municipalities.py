"""The municipalities of Finland on 1.1.2026, by the code of their region: the name in Finnish and,
where it is another, in Swedish, and about where the centre is, in tenths of degrees east and north.

Names and regions follow Statistics Finland's classification (CC BY 4.0). A migration puts them into
the database, where the office changes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAMES = re.compile(r"([^/,\d]+)(?:/([^,\d]+))? (\d+\.\d)\s+(\d+\.\d)(?:,|$)")
_REGION = re.compile(r"^(\d\d)$", re.MULTILINE)


class Town(NamedTuple):
    name_fi: str
    name_sv: str
    region: str
    longitude: float
    latitude: float


def towns() -> Iterator[Town]:
    _before, *parts = _REGION.split(TABLE)
    for region, text in zip(parts[::2], parts[1::2], strict=True):
        for fi, sv, east, north in _NAMES.findall(" ".join(text.split())):
            yield Town(fi.strip(), (sv or fi).strip(), region, float(east), float(north))


TABLE = """
01
    Askola 25.6 60.5, Espoo/Esbo 24.7 60.2, Hanko/Hangö 23.0 59.8, Helsinki/Helsingfors 24.9 60.2,
    Hyvinkää/Hyvinge 24.9 60.6, Inkoo/Ingå 24.0 60.0, Järvenpää/Träskända 25.1 60.5,
    Karkkila/Högfors 24.2 60.5, Kauniainen/Grankulla 24.7 60.2, Kerava/Kervo 25.1 60.4,
    Kirkkonummi/Kyrkslätt 24.4 60.1, Lapinjärvi/Lappträsk 26.2 60.6, Lohja/Lojo 24.1 60.2,
    Loviisa/Lovisa 26.2 60.5, Myrskylä/Mörskom 25.8 60.7, Mäntsälä 25.3 60.6, Nurmijärvi 24.8
    60.5, Pornainen/Borgnäs 25.4 60.5, Porvoo/Borgå 25.7 60.4, Pukkila 25.6 60.6,
    Raasepori/Raseborg 23.4 60.0, Sipoo/Sibbo 25.3 60.4, Siuntio/Sjundeå 24.2 60.1, Tuusula/Tusby
    25.0 60.4, Vantaa/Vanda 25.0 60.3, Vihti/Vichtis 24.3 60.4
02
    Aura 22.6 60.6, Kaarina/S:t Karins 22.4 60.4, Kemiönsaari/Kimitoön 22.7 60.2, Koski Tl/Koskis
    23.1 60.7, Kustavi/Gustavs 21.4 60.5, Laitila/Letala 21.7 60.9, Lieto/Lundo 22.5 60.5, Loimaa
    23.1 60.8, Marttila/S:t Mårtens   22.9 60.6, Masku 22.1 60.6, Mynämäki/Virmo 22.0 60.7,
    Naantali/Nådendal 22.0 60.5, Nousiainen/Nousis 22.1 60.6, Oripää 22.7 60.9, Paimio/Pemar 22.7
    60.5, Parainen/Pargas 22.3 60.3, Pyhäranta 21.5 60.9, Pöytyä 22.7 60.8, Raisio/Reso 22.2 60.5,
    Rusko 22.2 60.5, Salo 23.1 60.4, Sauvo/Sagu 22.7 60.3, Somero 23.5 60.6, Taivassalo/Tövsala
    21.6 60.6, Turku/Åbo 22.3 60.5, Uusikaupunki/Nystad 21.4 60.8, Vehmaa/Vemo 21.7 60.7
04
    Eura 22.1 61.1, Eurajoki/Euraåminne 21.7 61.2, Harjavalta 22.1 61.3, Huittinen/Vittis 22.7
    61.2, Jämijärvi 22.7 61.8, Kankaanpää 22.4 61.8, Karvia 22.6 62.1, Kokemäki/Kumo 22.4 61.3,
    Merikarvia/Sastmola 21.5 61.9, Nakkila 22.0 61.4, Pomarkku/Påmark 22.0 61.7, Pori/Björneborg
    21.8 61.5, Rauma/Raumo 21.5 61.1, Siikainen/Siikais 21.8 61.9, Säkylä 22.3 61.0, Ulvila/Ulvsby
    21.9 61.4
05
    Forssa 23.6 60.8, Hattula 24.4 61.1, Hausjärvi 24.9 60.8, Humppila 23.4 60.9,
    Hämeenlinna/Tavastehus 24.5 61.0, Janakkala 24.6 60.9, Jokioinen/Jockis 23.5 60.8, Loppi 24.4
    60.7, Riihimäki 24.8 60.7, Tammela 23.8 60.8, Ypäjä 23.3 60.8
06
    Akaa/Ackas 23.9 61.2, Hämeenkyrö/Tavastkyro 23.2 61.6, Ikaalinen/Ikalis 23.1 61.8, Juupajoki
    24.4 61.8, Kangasala 24.1 61.5, Kihniö 23.2 62.2, Kuhmoinen/Kuhmois 25.2 61.6, Lempäälä 23.8
    61.3, Mänttä-Vilppula 24.6 62.0, Nokia 23.5 61.5, Orivesi 24.4 61.7, Parkano 23.0 62.0,
    Pirkkala/Birkala 23.6 61.5, Punkalaidun 23.1 61.1, Pälkäne 24.3 61.3, Ruovesi 24.1 62.0,
    Sastamala 22.9 61.3, Tampere/Tammerfors 23.8 61.5, Urjala 23.5 61.1, Valkeakoski 24.0 61.3,
    Vesilahti 23.6 61.3, Virrat/Virdois 23.8 62.2, Ylöjärvi 23.6 61.6
07
    Asikkala 25.5 61.2, Hartola/Gustav Adolfs   26.0 61.6, Heinola 26.0 61.2, Hollola 25.5 61.0,
    Iitti/Itis 26.3 60.9, Kärkölä 25.3 60.9, Lahti/Lahtis 25.7 61.0, Orimattila 25.7 60.8,
    Padasjoki 25.3 61.3, Sysmä 25.7 61.5
08
    Hamina/Fredrikshamn 27.2 60.6, Kotka 26.9 60.5, Kouvola 26.7 60.9, Miehikkälä 27.7 60.7,
    Pyhtää/Pyttis 26.5 60.5, Virolahti/Vederlax 27.7 60.6
09
    Imatra 28.8 61.2, Lappeenranta/Villmanstrand 28.2 61.1, Lemi 27.8 61.1, Luumäki 27.6 60.9,
    Parikkala 29.5 61.6, Rautjärvi 29.4 61.4, Ruokolahti/Ruokolax 28.8 61.3, Savitaipale 27.7
    61.2, Taipalsaari 28.1 61.2
10
    Enonkoski 28.9 62.1, Hirvensalmi 26.8 61.6, Juva 27.9 61.9, Kangasniemi 26.6 62.0, Mikkeli/S:t
    Michel 27.3 61.7, Mäntyharju 26.9 61.4, Pieksämäki 27.1 62.3, Puumala 28.2 61.5, Rantasalmi
    28.3 62.1, Savonlinna/Nyslott 28.9 61.9, Sulkava 28.4 61.8
11
    Iisalmi/Idensalmi 27.2 63.6, Joroinen/Jorois 27.8 62.2, Kaavi 28.5 63.0, Keitele 26.4 63.2,
    Kiuruvesi 26.6 63.7, Kuopio 27.7 62.9, Lapinlahti 27.4 63.4, Leppävirta 27.8 62.5, Pielavesi
    26.8 63.2, Rautalampi 26.8 62.6, Rautavaara 28.3 63.5, Siilinjärvi 27.7 63.1, Sonkajärvi 27.5
    63.7, Suonenjoki 27.1 62.6, Tervo 26.8 63.0, Tuusniemi 28.5 62.8, Varkaus 27.9 62.3, Vesanto
    26.4 62.9, Vieremä 27.0 63.7
12
    Heinävesi 28.6 62.4, Ilomantsi/Ilomants 30.9 62.7, Joensuu 29.8 62.6, Juuka/Juga 29.3 63.2,
    Kitee/Kides 30.1 62.1, Kontiolahti/Kontiolax 29.8 62.8, Lieksa 30.0 63.3, Liperi/Libelits 29.4
    62.5, Nurmes 29.1 63.5, Outokumpu 29.0 62.7, Polvijärvi 29.4 62.9, Rääkkylä 29.6 62.3,
    Tohmajärvi 30.3 62.2
13
    Hankasalmi 26.4 62.4, Joutsa 26.1 61.7, Jyväskylä 25.7 62.2, Jämsä 25.2 61.9, Kannonkoski 25.3
    63.0, Karstula 24.8 62.9, Keuruu/Keuru 24.7 62.3, Kinnula 25.0 63.4, Kivijärvi 25.1 63.1,
    Konnevesi 26.3 62.6, Kyyjärvi 24.6 63.0, Laukaa/Laukas 26.0 62.4, Luhanka 25.7 61.8, Multia
    24.8 62.4, Muurame 25.7 62.1, Petäjävesi 25.2 62.3, Pihtipudas 25.6 63.4, Saarijärvi 25.3
    62.7, Toivakka 26.1 62.1, Uurainen 25.4 62.5, Viitasaari 25.9 63.1, Äänekoski 25.7 62.6
14
    Alajärvi 23.8 63.0, Alavus/Alavo 23.6 62.6, Evijärvi 23.5 63.4, Ilmajoki/Ilmola 22.6 62.7,
    Isojoki/Storå 22.0 62.1, Isokyrö/Storkyro 22.3 63.0, Karijoki/Bötom 21.7 62.3, Kauhajoki 22.2
    62.4, Kauhava 23.1 63.1, Kuortane 23.5 62.8, Kurikka 22.4 62.6, Lappajärvi 23.6 63.2,
    Lapua/Lappo 23.0 63.0, Seinäjoki 22.8 62.8, Soini 24.2 62.9, Teuva/Östermark 21.7 62.5,
    Vimpeli/Vindala 23.8 63.2, Ähtäri/Etseri 24.1 62.6
15
    Kaskinen/Kaskö 21.2 62.4, Korsnäs 21.2 62.8, Kristiinankaupunki/Kristinestad 21.4 62.3,
    Kruunupyy/Kronoby 23.0 63.7, Laihia/Laihela 22.0 63.0, Luoto/Larsmo 22.7 63.8, Maalahti/Malax
    21.6 62.9, Mustasaari/Korsholm 21.7 63.1, Närpiö/Närpes 21.3 62.5, Pedersören kunta/Pedersöre
    22.8 63.6, Pietarsaari/Jakobstad 22.7 63.7, Uusikaarlepyy/Nykarleby 22.5 63.5, Vaasa/Vasa 21.6
    63.1, Vöyri/Vörå 22.3 63.1
16
    Halsua/Halso 24.2 63.5, Kannus 23.9 63.9, Kaustinen/Kaustby 23.7 63.5, Kokkola/Karleby 23.1
    63.8, Lestijärvi 24.7 63.5, Perho 24.4 63.2, Toholampi 24.3 63.8, Veteli/Vetil 23.8 63.5
17
    Alavieska 24.3 64.2, Haapajärvi 25.3 63.7, Haapavesi 25.4 64.1, Hailuoto/Karlö 24.7 65.0,
    Ii/Ijo 25.4 65.3, Kalajoki 23.9 64.3, Kempele 25.5 64.9, Kuusamo 29.2 66.0, Kärsämäki 25.8
    64.0, Liminka/Limingo 25.4 64.8, Lumijoki 25.2 64.8, Merijärvi 24.5 64.3, Muhos 26.0 64.8,
    Nivala 25.0 63.9, Oulainen 24.8 64.3, Oulu/Uleåborg 25.5 65.0, Pudasjärvi 26.9 65.4, Pyhäjoki
    24.2 64.5, Pyhäjärvi 25.9 63.7, Pyhäntä 26.3 64.1, Raahe/Brahestad 24.5 64.7, Reisjärvi 24.9
    63.6, Sievi 24.5 63.9, Siikajoki 24.8 64.8, Siikalatva 25.9 64.3, Taivalkoski 28.2 65.6,
    Tyrnävä 25.7 64.8, Utajärvi 26.4 64.8, Vaala 26.8 64.6, Ylivieska 24.5 64.1
18
    Hyrynsalmi 28.5 64.7, Kajaani/Kajana 27.7 64.2, Kuhmo 29.5 64.1, Paltamo 27.8 64.4, Puolanka
    27.7 64.9, Ristijärvi 28.2 64.5, Sotkamo 28.4 64.1, Suomussalmi 28.9 64.9
19
    Enontekiö/Enontekis 23.6 68.4, Inari/Enare 27.0 68.9, Kemi 24.6 65.7, Kemijärvi 27.4 66.7,
    Keminmaa 24.5 65.8, Kittilä 24.9 67.7, Kolari 23.8 67.3, Muonio 23.7 68.0, Pelkosenniemi 27.5
    67.1, Pello 24.0 66.8, Posio 28.2 66.1, Ranua 26.5 65.9, Rovaniemi 25.7 66.5, Salla 28.7 66.8,
    Savukoski 28.2 67.3, Simo 25.1 65.7, Sodankylä 26.6 67.4, Tervola 24.8 66.1, Tornio/Torneå
    24.1 65.8, Utsjoki 27.0 69.9, Ylitornio/Övertorneå 23.7 66.3
21
    Brändö 21.0 60.4, Eckerö 19.6 60.2, Finström 20.0 60.2, Föglö 20.4 60.0, Geta 19.8 60.4,
    Hammarland 19.7 60.2, Jomala 19.9 60.2, Kumlinge 20.8 60.3, Kökar 20.9 59.9, Lemland 20.1
    60.1, Lumparland 20.3 60.1, Maarianhamina/Mariehamn 19.9 60.1, Saltvik 20.1 60.3, Sottunga
    20.7 60.1, Sund 20.1 60.2, Vårdö 20.4 60.2
"""
