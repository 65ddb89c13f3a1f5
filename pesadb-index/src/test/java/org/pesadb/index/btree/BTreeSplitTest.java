package org.pesadb.index.btree;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.index.Checked;

/** Splits of pages that are as full as they can be. */
class BTreeSplitTest {
    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A leaf whose last key is gone has a shorter prefix than its keys would allow, and is filled. Then comes a key that shares
     * nothing with the others and stays alone: the others are written anew, with the longer prefix, and must fit.
     */
    @ParameterizedTest(name = "a prefix of {0} bytes")
    @ValueSource(ints = {100, 101, 102, 103, 104, 105, 106, 107, 108})
    void aPrefixThatGrowsHasRoom(int length) {
        String prefix = "p".repeat(length);
        for (int rows = 380; rows < 430; rows++) {
            for (String last : new String[] {"q", "o"}) {
                Checked checked = new Checked(new BTreeProvider(), false, Checked.seed());
                String gone = last.equals("q") ? "z" : "a";
                checked.insert(key(prefix + gone), 0);
                for (int row = 0; row < 36; row++) {
                    checked.insert(key(prefix + "b"), row);
                }
                checked.delete(key(prefix + gone), 0);
                for (int row = 36; row < rows; row++) {
                    checked.insert(key(prefix + "b"), row);
                }
                checked.insert(key(last), 0);
                checked.verify();
            }
        }
    }
}
