package org.pesadb.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What is marked so may change or go with any release: it is there to be tried. What has neither this mark nor {@link Stable} is like the
 * type that it stands in.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
@Stable(since = 1)
public @interface Experimental {
    /**
     * What is not settled yet, for people.
     *
     * @return a few words
     */
    String value();
}
