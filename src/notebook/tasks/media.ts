/** Python that makes a picture out of nothing but the standard library (struct, zlib). */
export const SAMPLE_PICTURE = String.raw`def sample_picture(width, height):
    """A PNG of colours that fade into each other, to have something to send."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + b"".join(bytes((255 * x // width, 255 * y // height, 128)) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")`;

/** Python that makes a sound (io, math, struct, wave). */
export const SAMPLE_SOUND = String.raw`def sample_sound(seconds=2, rate=16000):
    """A tone as a WAV file, 16 kHz and one channel, to have something to send."""
    samples = (int(8000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(seconds * rate))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()`;
