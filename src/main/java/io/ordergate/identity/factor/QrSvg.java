package io.ordergate.identity.factor;

import io.nayuki.qrcodegen.QrCode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a text as a QR code in SVG, black on white, with the quiet zone that cameras need. */
final class QrSvg {

    private static final int QUIET = 4;

    private QrSvg() {}

    static String of(String text) {
        var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        var size = code.size + 2 * QUIET;
        var modules = IntStream.range(0, code.size * code.size)
                .filter(place -> code.getModule(place % code.size, place / code.size))
                .mapToObj(place -> "M" + (place % code.size + QUIET) + "," + (place / code.size + QUIET) + "h1v1h-1z")
                .collect(Collectors.joining());
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size
                + "\" shape-rendering=\"crispEdges\"><path d=\"M0,0h" + size + "v" + size
                + "h-" + size + "z\" fill=\"#fff\"/><path d=\"" + modules + "\" fill=\"#000\"/></svg>";
    }
}
