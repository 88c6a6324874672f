package io.ordergate.web.request;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A body in which a field of another name is refused instead of ignored, and one that is null: where a missing field has a
 * meaning of its own, a misspelt or an empty one must not count as missing.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface KnownFieldsOnly {}
