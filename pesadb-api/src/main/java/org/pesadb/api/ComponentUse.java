package org.pesadb.api;

import org.pesadb.api.spi.ComponentKind;

/**
 * A part that data of a database was written with, in one version of its format. Immutable; threads may share it.
 *
 * @param kind          LOG, PAGER, CODEC or INDEX; a join writes nothing
 * @param name          the part's name
 * @param formatVersion the version of its format that is recorded
 * @param usedBy        what was written with it, for people, such as {@code log}, {@code pager} or {@code the catalog, tables a, b}; long lists
 *                      are cut
 * @param usable        whether the part is there and reads that version; else the tables concerned cannot be used
 */
@Experimental("how what uses a part is told to programs")
public record ComponentUse(ComponentKind kind, String name, int formatVersion, String usedBy, boolean usable) {
    @Override
    public String toString() {
        return kind.label() + " '" + name + "' in format version " + formatVersion
                + (usable ? "" : ", which is missing") + ": " + usedBy;
    }
}
