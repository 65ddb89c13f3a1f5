/**
 * What the kinds of index of this module share. The hash index is in {@link org.pesadb.index.hash}, the ordered one in
 * {@link org.pesadb.index.btree}; neither knows the other.
 */
package org.pesadb.index;
