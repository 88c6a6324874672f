package io.ordergate.web.request;

import io.ordergate.support.secret.Sensitive;
import java.io.Serial;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads texts, numbers and booleans of a body as they are written: a number is no text, since its leading zeros are gone; a
 * text is a number only where an amount may be one; an empty text is never nothing.
 */
final class PlainScalars extends SimpleModule {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_NUMBER = 100;

    PlainScalars() {
        super("plain-scalars");
        addDeserializer(String.class, new Text());
        addDeserializer(Sensitive.class, new HiddenText());
        addDeserializer(Boolean.class, new TrueOrFalse());
        addDeserializer(Integer.class, new WholeNumber());
        addDeserializer(BigDecimal.class, new Amount());
    }

    /** What is wrong with a value, in words for the client. Jackson's own words quote the body. */
    static final class Mismatch extends MismatchedInputException {

        @Serial
        private static final long serialVersionUID = 1L;

        Mismatch(JsonParser parser, String words) {
            super(parser, words);
        }
    }

    private static final class Text extends ValueDeserializer<String> {

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                return parser.getString();
            }
            if (parser.currentToken().isScalarValue()) {
                throw new Mismatch(parser, "must be text: send it in quotes");
            }
            return (String) context.handleUnexpectedToken(context.constructType(String.class), parser);
        }
    }

    private static final class HiddenText extends ValueDeserializer<Sensitive> {

        private final Text texts = new Text();

        @Override
        public @Nullable Sensitive deserialize(JsonParser parser, DeserializationContext context) {
            var text = texts.deserialize(parser, context);
            return text == null ? null : Sensitive.of(text);
        }
    }

    private static final class TrueOrFalse extends ValueDeserializer<Boolean> {

        @Override
        public @Nullable Boolean deserialize(JsonParser parser, DeserializationContext context) {
            return parser.currentToken().isBoolean()
                    ? Boolean.valueOf(parser.hasToken(JsonToken.VALUE_TRUE))
                    : (Boolean) context.handleUnexpectedToken(context.constructType(Boolean.class), parser);
        }
    }

    /** {@code 2}, {@code 2.0} and {@code 2e0} are the same number (JSON Schema, section 6.3). */
    private static final class WholeNumber extends ValueDeserializer<Integer> {

        private static final int MOST_DIGITS = 10;

        @Override
        public @Nullable Integer deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.currentToken().isNumeric()) {
                return (Integer) context.handleUnexpectedToken(context.constructType(Integer.class), parser);
            }
            var number = decimal(parser).stripTrailingZeros();
            if (number.scale() > 0) {
                throw new Mismatch(parser, "must be a whole number");
            }
            var digits = (long) number.precision() - number.scale();
            var value = digits > MOST_DIGITS ? Long.MAX_VALUE : number.longValueExact();
            if (value != (int) value) {
                throw new Mismatch(parser, number.signum() < 0 ? "is too small" : "is too large");
            }
            return (int) value;
        }
    }

    private static final class Amount extends ValueDeserializer<BigDecimal> {

        private static final Pattern TEXT = Pattern.compile("-?[0-9]{1,50}(\\.[0-9]{1,40})?");

        @Override
        public @Nullable BigDecimal deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken().isNumeric()) {
                return decimal(parser);
            }
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (BigDecimal) context.handleUnexpectedToken(context.constructType(BigDecimal.class), parser);
            }
            var text = parser.getString();
            if (!TEXT.matcher(text).matches()) {
                throw new Mismatch(parser, "must be an amount such as 450.00");
            }
            return new BigDecimal(text);
        }
    }

    /** The number under the parser; one that is too long is not even computed. */
    private static BigDecimal decimal(JsonParser parser) {
        if (parser.getStringLength() > LONGEST_NUMBER) {
            throw new Mismatch(parser, "has too many digits");
        }
        try {
            return parser.getDecimalValue();
        } catch (JacksonException | ArithmeticException | NumberFormatException beyondAllBounds) {
            throw new Mismatch(parser, "is too large");
        }
    }
}
