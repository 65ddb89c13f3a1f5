package org.pesadb.api;

import java.util.List;

/** A component that wrote data of this database, or that somebody asked for by name, is not there. */
@Stable(since = 1)
public final class MissingComponentException extends PesaDbException {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String name;
    private final int formatVersion;
    private final transient List<String> available;

    /**
     * @param kind          its kind, such as {@code index}
     * @param name          its name
     * @param formatVersion the format version recorded in the database
     * @param neededBy      what needs it, for people
     * @param available     the names of the components of this kind that are there
     * @param remedy        where to put what is missing, and what may be why it is, for people
     */
    public MissingComponentException(
            String kind, String name, int formatVersion, String neededBy, List<String> available, String remedy) {
        super(
                ErrorCode.MISSING_COMPONENT,
                kind + " '" + name + "' (format version " + formatVersion + ") is missing; needed by " + neededBy
                        + "; available: " + (available.isEmpty() ? "none" : String.join(", ", available)) + "; "
                        + remedy);
        this.kind = kind;
        this.name = name;
        this.formatVersion = formatVersion;
        this.available = List.copyOf(available);
    }

    /**
     * The kind that is missing.
     *
     * @return such as {@code index}
     */
    public String kind() {
        return kind;
    }

    /**
     * The name that is missing.
     *
     * @return the component's name
     */
    public String name() {
        return name;
    }

    /**
     * The format version recorded in the database.
     *
     * @return 1 or more
     */
    public int formatVersion() {
        return formatVersion;
    }

    /**
     * What is there of this kind.
     *
     * @return names, in order; empty after deserialization
     */
    public List<String> available() {
        return available == null ? List.of() : available;
    }
}
