/** What several packages of the module share and none of them owns. */
package org.pesadb.storage;
