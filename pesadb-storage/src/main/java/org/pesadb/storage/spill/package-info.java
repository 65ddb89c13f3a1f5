/** Temporary files, for whatever has no room in memory: of the pager and of the engine. */
package org.pesadb.storage.spill;
