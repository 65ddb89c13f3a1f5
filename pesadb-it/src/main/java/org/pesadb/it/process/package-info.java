/**
 * Programs that tests start as processes of their own, and talk to line by line: they open databases at once, or work with hardly
 * any memory.
 */
package org.pesadb.it.process;
