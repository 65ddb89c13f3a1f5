/**
 * What authors of replaceable parts implement: five kinds of {@link org.pesadb.api.spi.Component}, found by {@link
 * java.util.ServiceLoader} and registered in {@link org.pesadb.api.spi.Components}.
 *
 * <pre>
 *              rows                       entries                     row streams
 *           RowCodec                       Index                     JoinStrategy
 *               └───────────┬────────────────┘
 *                         pages    PageReader · PageWriter · PageTransaction
 *                           │
 *                         Pager    versions, buffer cache, free pages
 *                       ┌───┴────┐
 *                      Log   main file
 *                       └───┬────┘
 *                       FileLayer  every access to files
 * </pre>
 *
 * <p>One idea carries it: everything that lasts is a page, every version of a page is immutable, and a version is named by
 * its position in the log. A snapshot is one such position. So an index or a codec never thinks of crashes, transactions
 * or other threads: it reads pages as of one state, and edits pages of one transaction.
 *
 * <h2>What a part may throw</h2>
 *
 * <p>{@link org.pesadb.api.PesaDbException}, with the code that says what is wrong: it reaches the user as it is, and the statement
 * is undone. {@link org.pesadb.api.CorruptException} where bytes from disk make no sense, and only then: so an {@link
 * java.lang.IndexOutOfBoundsException} over an offset that was read from a page is to be caught and turned into one. What the
 * pages, rows and streams given to a part throw goes through. Anything else that a part throws, and an answer that its
 * contract forbids, such as null, comes out as {@code BAD_PLUGIN} with its name, its jar and the place; the statement is
 * undone then too. Nothing is ever to be caught and forgotten.
 *
 * <h2>What may be null</h2>
 *
 * <p>No parameter and no result, unless its documentation says so.
 *
 * <h2>A part that changes another</h2>
 *
 * <p>A part may be built on another one: it asks {@code Components.installed().choose(kind, type, name)} for it, in its methods
 * and not in its constructor, for the registry is made of what the constructors make. Its name is its own: databases
 * remember the outer one.
 *
 * <h2>Threads</h2>
 *
 * <p>A provider is stateless and shared by all of them. The records that carry contexts, definitions and figures are
 * immutable, and so is every enum. Each other type says for itself whether threads may share it.
 */
package org.pesadb.api.spi;
