package org.pesadb.storage.heap;

/** Knows from the pages themselves whose they are, where the pages that lead to them are damaged. */
@FunctionalInterface
public interface PageSurvey {
    /**
     * Whether a page is a readable heap page of an owner, and not known to be free.
     *
     * @param page  its number
     * @param owner the table's number in the catalog
     * @return whether it is
     */
    boolean holds(long page, int owner);
}
