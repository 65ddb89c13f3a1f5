package org.pesadb.storage.heap;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/** Goes through a table's heap pages in ascending order. Of one thread; the directory must not change meanwhile. */
final class DirectoryCursor {
    private final Damage damage;
    private final PageReader reader;
    private final Page[] nodes;
    private final int[] next;
    private int depth;
    private final long counted;
    private long last;
    private long passed;

    DirectoryCursor(Damage damage, PageReader reader, Page root) {
        this.damage = damage;
        this.reader = reader;
        int levels = DirectoryNode.level(root) + 1;
        nodes = new Page[levels];
        next = new int[levels];
        nodes[0] = root;
        counted = root.getUnsignedInt(DirectoryNode.HEAP_PAGES);
    }

    /** The next heap page's number; 0 after the last. */
    long next() {
        while (depth >= 0) {
            Page node = nodes[depth];
            if (next[depth] == DirectoryNode.entries(node)) {
                depth--;
                continue;
            }
            int entry = next[depth]++;
            int level = DirectoryNode.level(node);
            if (level == 0) {
                long id = DirectoryNode.key(node, entry);
                if (id <= last) {
                    throw damage.at(node.id(), "names heap page " + id + " after " + last + ", out of order");
                }
                last = id;
                passed++;
                return id;
            }
            depth++;
            nodes[depth] = DirectoryNode.read(damage, reader, DirectoryNode.child(node, entry), level - 1);
            next[depth] = 0;
        }
        if (passed != counted) {
            throw damage.at(nodes[0].id(), "counts " + counted + " heap pages, but its directory names " + passed);
        }
        return 0;
    }
}
