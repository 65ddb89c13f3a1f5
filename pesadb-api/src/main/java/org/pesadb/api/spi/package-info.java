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
 * <h2>The idea that carries it</h2>
 *
 * <p>Everything that lasts is a page, every version of a page is immutable, and a version is named by its position in the log.
 * A snapshot is one such position:
 *
 * <pre>
 *            log:   1        2        3        4        5        6
 *                ┌──────┬────────┬───────┬────────┬────────┬────────┐
 *                │ p7   │ commit │ p7    │ p9     │ commit │ p7     │  not committed yet: nobody sees it
 *                └──────┴────────┴───────┴────────┴────────┴────────┘
 *  snapshot at 2 sees:   p7 as of 1,  p9 as the main file has it
 *  snapshot at 5 sees:   p7 as of 3,  p9 as of 4
 * </pre>
 *
 * <p>So a reader needs no lock, and a writer disturbs nobody: it changes copies. An index or a codec never thinks of crashes,
 * transactions or other threads. It reads pages as of one state, and edits pages of one transaction; whether those edits come to count is
 * decided elsewhere, for all of them at once.
 *
 * <h2>What a log is</h2>
 *
 * <p>A list of page versions that is only ever added to, with marks between them that say: up to here, this transaction counts. It promises three
 * things. <em>Order</em>: what was committed earlier is never lost while something later is kept. <em>Durability</em>: once {@link
 * org.pesadb.api.spi.Log#force} has returned, no loss of power takes the commit away. And <em>honesty</em>: where it cannot know whether
 * something is durable, since a force failed, it says so and takes nothing more. A log finds versions by page and snapshot, and hands the newest ones that nobody
 * holds back to the main file, after which it may forget them.
 *
 * <p>Positions are opaque but for their order, and all of its methods may wait. So a log need not be a file: one that is kept on several machines gives positions out
 * in one order, returns from {@code force} when enough of them have answered, and takes their addresses from its {@linkplain
 * org.pesadb.api.spi.Component#settings() settings}.
 *
 * <h2>What a pager promises</h2>
 *
 * <p>It makes a database of a log and a main file: pages by number, any number of snapshots, one write transaction at a time. A snapshot sees one commit, for as
 * long as it is open, whatever is written meanwhile. A transaction sees itself, can go back to a savepoint, and is there wholly or not at all.
 * Each page knows what it is for and whose it is, so that no part reaches another's pages by a number gone wrong; a page that was damaged
 * is told, never served. It alone decides what a page looks like on disk. {@link org.pesadb.api.spi.Page#size()} bytes of it are its callers', the rest, and the sealing of an
 * image before it is logged, are its own: a checksum, or a nonce and an authentication tag where it encrypts. What the engine puts aside in files goes through
 * {@link org.pesadb.api.spi.Pager#temporaryFiles}, so that nothing in the clear lies beside. How it tells a main file and a log that do not belong together stands at
 * {@link org.pesadb.api.spi.PagerProvider}.
 *
 * <h2>What a row codec is</h2>
 *
 * <p>A pure function from a row to bytes, and back for the columns that are asked for. It may also test a predicate on the bytes, which is where scans spend their
 * time. It sees one row at a time; a row's place, its length and its chains of pages are none of its business. A columnar codec lays
 * out a row so that a column is found without reading those before it, as by a table of offsets; to keep whole columns together is not a
 * codec's work but that of another kind of table, which can not be replaced yet.
 *
 * <h2>What an index is</h2>
 *
 * <p>A map from byte strings to row numbers, kept in pages. Values are turned into keys whose order as unsigned bytes is theirs ({@link
 * org.pesadb.api.spi.KeyEncoding}), so that an index knows nothing of types. It keeps no state but in pages; whatever else it remembered a rollback would not reach. A tree that merges its
 * levels later (LSM) writes new entries to a small level of pages, notes deletions without looking for the entry, and merges in
 * {@link org.pesadb.api.spi.Index#maintain}, which is called before each commit that changed it.
 *
 * <h2>What a join is</h2>
 *
 * <p>A stream of rows made from two inputs that can be read in several ways: all rows, in order of their keys, or by looking keys up. It says
 * what it would cost, keeps to its memory by putting rows aside in a {@link org.pesadb.api.spi.RowSpill}, asks now and then whether it was cancelled,
 * and closes what it opened.
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
 * remember the outer one. A log or pager passes {@link org.pesadb.api.spi.LogContext#at} or {@link
 * org.pesadb.api.spi.PagerContext#within} on, in which files, pages or places are other ones.
 *
 * <h2>What stays</h2>
 *
 * <p>What is marked {@link org.pesadb.api.Stable} goes on to work for what was compiled against it, until {@link
 * org.pesadb.api.spi.Spi#VERSION} rises; what is marked {@link org.pesadb.api.Experimental} may change. What a part wrote is opened by any later
 * version of it that still {@linkplain org.pesadb.api.spi.Component#oldestFormatVersion() reads} its format; else the error says which version is needed.
 *
 * <h2>Threads</h2>
 *
 * <p>A provider is stateless and shared by all of them. The records that carry contexts, definitions and figures are
 * immutable, and so is every enum. Each other type says for itself whether threads may share it.
 */
package org.pesadb.api.spi;
