/**
 * What the kinds of index of this module share. The hash index is in {@code org.pesadb.index.hash}, the ordered one in
 * {@code org.pesadb.index.btree}; neither knows the other.
 */
package org.pesadb.index;
