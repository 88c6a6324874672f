package io.ordergate.web.request;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a body and the objects in it may have, under each of their names.
 *
 * @param isClosed whether other fields are refused
 */
record BodyShape(Map<String, Field> fields, boolean isClosed) {

    /** Anything at all: what is in a field that nobody reads. */
    static final BodyShape ANY = new BodyShape(Map.of(), false);

    /** A field by its own name, and what is in it. */
    record Field(String name, BodyShape content) {}

    /** The shape of a record, or of the records in a list; {@link #ANY} for everything else. */
    static BodyShape of(Type type) {
        if (type instanceof ParameterizedType list) {
            return of(list.getActualTypeArguments()[0]);
        }
        return type instanceof Class<?> form && form.isRecord() ? ofRecord(form) : ANY;
    }

    @Nullable
    Field field(String name) {
        return fields.get(name);
    }

    /** What clients call {@code unitPrice}. */
    static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static BodyShape ofRecord(Class<?> form) {
        var fields = new HashMap<String, Field>();
        for (var component : form.getRecordComponents()) {
            var field = new Field(snakeCase(component.getName()), of(component.getGenericType()));
            fields.put(field.name(), field);
            for (var other : otherNames(component)) {
                fields.put(other, field);
            }
        }
        return new BodyShape(Map.copyOf(fields), form.isAnnotationPresent(KnownFieldsOnly.class));
    }

    private static String[] otherNames(RecordComponent component) {
        var alias = component.getAccessor().getAnnotation(JsonAlias.class);
        return alias == null ? new String[0] : alias.value();
    }
}
