package org.pesadb.it.fault;

/**
 * A page in which one field does not tell the truth, under checksums that are right.
 *
 * @param what  the page's kind and number, the field, and what it says, for messages
 * @param field the kind of page and the field, alike for all pages and values
 * @param page  the page's number
 * @param table whose page it is; null for page 0, a page of the catalog and one of the list of free pages
 * @param image the page
 */
record Lie(String what, String field, int page, String table, byte[] image) {
    /** A file with this page in it. */
    byte[] in(byte[] main) {
        byte[] lying = main.clone();
        System.arraycopy(image, 0, lying, page * PageBytes.PAGE, image.length);
        return lying;
    }

    /** Whether the field may say anything: a name that is another one, UNIQUE that holds as it happens, the number of the next table. */
    boolean nobodyCanTell() {
        return field.startsWith("row of owner 1: name")
                || field.startsWith("row of owner 3: uniq")
                || field.startsWith("catalog: next number");
    }

    @Override
    public String toString() {
        return what;
    }
}
