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
 * <p>Threads: a provider is stateless and shared by all of them. The records that carry contexts, definitions and figures are
 * immutable, and so is every enum. Each other type says for itself whether threads may share it.
 */
package org.pesadb.api.spi;
