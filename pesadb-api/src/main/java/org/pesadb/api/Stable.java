package org.pesadb.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What is marked so stays: what is compiled against it goes on to work, and to mean the same, until {@link
 * org.pesadb.api.spi.Spi#VERSION} rises. Interfaces that plugins implement may gain methods with a default, enums may gain constants, records that
 * only PesaDB makes may gain components.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Stable(since = 1)
public @interface Stable {
    /**
     * Since which version of the SPI.
     *
     * @return 1 or more
     */
    int since();
}
