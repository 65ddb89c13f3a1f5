package org.pesadb.storage.catalog;

import java.util.function.Function;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ComponentKind;

/**
 * A part that wrote data of this database and cannot be had: it is not there, does not read that version of its format, or breaks as
 * soon as it is asked. What needs it cannot be used until it is there; all else can. Immutable; threads share it.
 */
public final class Lack {
    private final ComponentKind kind;
    private final String name;
    private final int version;
    private final Function<String, PesaDbException> reason;

    /**
     * @param kind    the part's kind
     * @param name    its name
     * @param version the version of its format that is recorded
     * @param reason  makes a new error, given what needs the part, for people
     */
    Lack(ComponentKind kind, String name, int version, Function<String, PesaDbException> reason) {
        this.kind = kind;
        this.name = name;
        this.version = version;
        this.reason = reason;
    }

    /** Whether it is this part that is lacked, in this version. */
    boolean isOf(Use use) {
        return kind == use.kind() && version == use.version() && name.equals(use.name());
    }

    /**
     * The part's name.
     *
     * @return as the catalog has it
     */
    String name() {
        return name;
    }

    /**
     * The version of its format.
     *
     * @return as the catalog has it
     */
    int version() {
        return version;
    }

    /**
     * What to throw where somebody needs the part.
     *
     * @param neededBy what does, for people
     * @return a new error: MISSING_COMPONENT, FORMAT_TOO_NEW, FORMAT_TOO_OLD or BAD_PLUGIN
     */
    public PesaDbException error(String neededBy) {
        return reason.apply(neededBy);
    }

    /** The same for those who have passed by the catalog, which knows whom it concerns. */
    PesaDbException error() {
        return error("what is asked for");
    }

    @Override
    public String toString() {
        return kind.label() + " '" + name + "'";
    }
}
