// Python that draws what came: SVG, which every Jupyter shows, from the standard library alone. What an answer says is escaped.

/** Where there is no notebook, `display` is None: pictures go to files, and what is printed has to do for drawings. */
export function displayCode(what: 'Image' | 'SVG'): string {
  return `try:
    from IPython.display import ${what}, display
except ImportError:  # no notebook
    display = None`;
}

/** Told apart by people who see colours otherwise, too; the rows that are printed say the same. */
const COLOURS = String.raw`PNG = b"\x89PNG"
COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442", "#7f7f7f"]`;

const SIZE = String.raw`def size_of(picture):
    """Width and height of a PNG or JPEG in pixels; None for any other file."""
    if picture[:4] == PNG:
        return struct.unpack(">II", picture[16:24])
    place = 2 if picture[:2] == b"\xff\xd8" else len(picture)
    while place + 9 <= len(picture):
        marker, length = struct.unpack(">BH", picture[place + 1:place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return struct.unpack(">HH", picture[place + 5:place + 9])[::-1]
        place += 2 + length
    return None`;

/** The file of a drawing is XML: it takes no control characters. */
const PLAIN = `def plain(text):
    """A text as it may stand in a drawing."""
    return html.escape("".join(filter(str.isprintable, text)))`;

const LAYERS = String.raw`def layers(width, height, pictures, marks=""):
    """Pictures on top of each other, and marks above them, as one SVG."""
    images = "".join(
        f'<image width="{width}" height="{height}" preserveAspectRatio="none" '
        f'href="data:image/{"png" if picture[:4] == PNG else "jpeg"};base64,{base64.b64encode(picture).decode()}"/>'
        for picture in pictures
    )
    return SVG(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{min(max(width, 360), 640)}">{images}{marks}</svg>'
    )`;

const FRAMED = `def framed(picture, found):
    """The picture with a frame and a name for each (left, top, right, bottom, name), in pixels."""
    width, height = size_of(picture)
    unit = max(width, height) / 250
    marks = ""
    for number, (left, top, right, bottom, name) in enumerate(found):
        colour = COLOURS[number % len(COLOURS)]
        marks += (
            f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="none" stroke="{colour}" stroke-width="{unit}"/>'
            f'<text x="{left + unit}" y="{top + 9 * unit}" font-family="sans-serif" font-size="{8 * unit}" fill="{colour}" '
            f'stroke="white" stroke-width="{unit}" paint-order="stroke">{plain(name)}</text>'
        )
    return layers(width, height, [picture], marks)`;

const MASKED = String.raw`def masked(picture, rows, order):
    """The picture under the classes of its pixels; the first of order has the first colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    width, height = len(rows[0]), len(rows)
    places = {kind: min(place, len(COLOURS) - 1) for place, kind in enumerate(order)}
    pixels = b"".join(b"\0" + bytes(places[int(pixel)] for pixel in row) for row in rows)
    colours = bytes.fromhex("".join(COLOURS).replace("#", ""))
    mask = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)) + chunk(b"PLTE", colours)
        + chunk(b"tRNS", bytes([150] * len(COLOURS))) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    )
    return layers(width, height, [picture, mask])`;

/** Python that frames what was found in the picture that was sent. */
export const FRAMES = { tools: [displayCode('SVG'), COLOURS, PLAIN, SIZE, LAYERS, FRAMED], modules: ['base64', 'html', 'struct'] } as const;

/** Python that colours the picture that was sent by class. */
export const MASKS = { tools: [displayCode('SVG'), COLOURS, LAYERS, MASKED], modules: ['base64', 'struct', 'zlib'] } as const;

const PLOTTED = `def plotted(past, expected, low, high, title):
    """What was seen and what is expected after it as lines, with the band between low and high, as an SVG."""
    values = [*past, *expected, *low, *high]
    least, most = min(values), max(values)
    steps = max(1, len(past) + len(expected) - 1)

    def points(series, start):
        for step, value in enumerate(series, start):
            yield f"{60 + 560 * step / steps:.1f},{20 + 160 * (most - value) / ((most - least) or 1):.1f}"

    start = len(past)
    band = " ".join([*points(low, start), *reversed(list(points(high, start)))])
    # The line goes on from the last value that was seen.
    ahead = " ".join(points([*past[-1:], *expected], start - len(past[-1:])))
    return SVG(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 210" width="640" font-family="sans-serif" font-size="11">'
        f'<title>{plain(title)}</title><rect width="640" height="210" fill="white"/>'
        f'<polygon points="{band}" fill="#0072b2" opacity="0.2"/>'
        f'<polyline points="{" ".join(points(past, 0))}" fill="none" stroke="#555555" stroke-width="1.5"/>'
        f'<polyline points="{ahead}" fill="none" stroke="#0072b2" stroke-width="2"/>'
        '<path d="M60 20V180H620" fill="none" stroke="#999999"/>'
        f'<text x="54" y="24" text-anchor="end">{most:.4g}</text><text x="54" y="180" text-anchor="end">{least:.4g}</text>'
        f'<text x="60" y="198">{len(past)} seen, then {len(expected)} expected</text>'
        f'<text x="620" y="198" text-anchor="end">{plain(title)}</text></svg>'
    )`;

/** Python that plots a forecast. */
export const PLOT = { tools: [displayCode('SVG'), PLAIN, PLOTTED], modules: ['html'] } as const;
