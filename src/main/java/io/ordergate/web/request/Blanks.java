package io.ordergate.web.request;

import org.jspecify.annotations.Nullable;

/** Tells what can be seen from blanks of all kinds and characters without a shape: nothing is called or addressed by those. */
public final class Blanks {

    /** Letters and symbols in name, that are drawn as nothing: Hangul and Khmer fillers, and the blank of Braille. */
    private static final String FILLERS = "\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    private Blanks() {}

    /** Whether there is nothing to see. */
    public static boolean isBlank(@Nullable CharSequence text) {
        return text == null || text.codePoints().allMatch(Blanks::isBlank);
    }

    /** The text without the blanks around it; null where there is nothing to see. */
    public static @Nullable String stripToNull(@Nullable String text) {
        return text == null || isBlank(text) ? null : text.strip();
    }

    /** How many code points there are from the first that can be seen to the last, without those that have no shape. */
    static int visibleLength(CharSequence text) {
        var length = 0;
        var blanks = 0;
        for (var point : text.codePoints().toArray()) {
            if (isSpace(point)) {
                blanks += length > 0 ? 1 : 0;
            } else if (!isShapeless(point)) {
                length += blanks + 1;
                blanks = 0;
            }
        }
        return length;
    }

    private static boolean isBlank(int point) {
        return isSpace(point) || isShapeless(point) || isMark(point);
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    private static boolean isShapeless(int point) {
        var type = Character.getType(point);
        return type == Character.FORMAT || type == Character.CONTROL || FILLERS.indexOf(point) >= 0;
    }

    /** What is drawn on the letter before it, and alone on nothing. */
    private static boolean isMark(int point) {
        var type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
