package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final long MILLI = 1_000_000;
    private static final int WIDTH = 120;

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private long now = -77; // clocks begin anywhere
    private final ProgressBar bar = new ProgressBar(drawn, () -> now);

    @BeforeEach
    void begin() {
        bar.within(() -> WIDTH);
        bar.begin();
    }

    private void after(long millis) {
        now += millis * MILLI;
    }

    /** What a terminal shows on its one line, which must never be left. */
    private String shown() {
        StringBuilder line = new StringBuilder();
        int column = 0;
        for (char c : drawn.toString(StandardCharsets.US_ASCII).toCharArray()) {
            assertTrue(c >= ' ' || c == '\r', "a control character " + (int) c);
            if (c == '\r') {
                column = 0;
            } else {
                line.replace(column, Math.min(line.length(), column + 1), String.valueOf(c));
                column++;
            }
        }
        return line.toString().stripTrailing();
    }

    @Test
    void aShortStatementShowsNothing() {
        for (int i = 0; i < 499; i++) {
            after(1);
            bar.report("copying pages", i, 1_000);
        }
        bar.end();
        assertEquals(0, drawn.size());
    }

    @Test
    void aLongOneShowsHowFarItHasComeAndErasesItself() {
        bar.report("copying pages", 0, 120_000);
        after(2_000);
        bar.report("copying pages", 60_000, 120_000);
        assertEquals("copying pages  50 % [########........] 2 s left, 60,000 of 120,000, 30,000/s", shown());
        after(1_000);
        bar.report("copying pages", 90_000, 120_000);
        assertEquals("copying pages  75 % [############....] 1 s left, 90,000 of 120,000, 30,000/s", shown());
        after(100);
        bar.report("short", 120_000, 120_000);
        assertEquals("short  100 % [################] 120,000 of 120,000", shown());
        drawn.write('^'); // what a terminal shows of a Ctrl-C
        drawn.write('C');
        bar.end();
        assertEquals("", shown());
        int size = drawn.size();
        bar.end();
        assertEquals(size, drawn.size(), "nothing is left to erase");
    }

    @Test
    void whatFollowsACtrlCBeginsOnANewLineWhereNothingIsDrawn() {
        bar.interrupted();
        bar.end();
        assertEquals("\n", drawn.toString(StandardCharsets.US_ASCII), "behind the ^C that the terminal shows");
        bar.end();
        bar.begin();
        bar.end();
        assertEquals(1, drawn.size(), "once");
        after(600);
        bar.report("copying pages", 1, 2);
        bar.interrupted();
        drawn.reset();
        bar.end();
        assertFalse(drawn.toString(StandardCharsets.US_ASCII).contains("\n"), "the line is erased with its ^C");
    }

    @Test
    void nothingIsWrittenForACtrlCWithoutATerminal() {
        ProgressBar.NONE.interrupted();
        ProgressBar.NONE.end();
        assertEquals(0, drawn.size());
    }

    @Test
    void itIsDrawnTenTimesASecondAtMost() {
        after(600);
        int before = 0;
        int times = 0;
        for (int i = 0; i < 1_000; i++) {
            after(1);
            bar.report("indexing pages", i, 1_000);
            times += drawn.size() > before ? 1 : 0;
            before = drawn.size();
        }
        assertEquals(10, times);
    }

    @Test
    void bytesHaveUnitsAndAnUnknownTotalHasNoBar() {
        after(1_000);
        bar.bytes("reading", 0, -1);
        after(1_000);
        bar.bytes("reading", 2_500_000, -1);
        assertEquals("reading  2.5 MB, 2.5 MB/s", shown());
        after(1_000);
        bar.bytes("reading", 3_000_000, 5_000_000_000L);
        assertEquals("reading   0 % [................] 55 min left, 3.0 MB of 5.00 GB, 1.5 MB/s", shown());
    }

    @Test
    void itNeverReachesTheLastColumn() {
        for (int width : new int[] {0, 1, 2, 3, 10, 79, 80}) {
            bar.within(() -> width);
            after(1_000);
            bar.report("a step with a long name, to fill the line", 1_000_000_000, 4_000_000_000L);
            assertTrue(shown().length() < (width == 0 ? 80 : width), width + ": " + shown());
            bar.end();
            assertEquals("", shown());
            drawn.reset();
        }
    }

    @Test
    void withoutATerminalNothingIsShown() {
        ProgressBar.NONE.begin();
        after(10_000);
        ProgressBar.NONE.report("x", 1, 2);
        ProgressBar.NONE.end();
        assertFalse(ProgressBar.NONE.due());
    }

    @Test
    void aTerminalThatHasGoneIsLeftAlone() {
        int[] tries = new int[1];
        ProgressBar broken = new ProgressBar(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        tries[0]++;
                        throw new IOException("gone");
                    }
                },
                () -> now);
        broken.begin();
        for (int i = 0; i < 5; i++) {
            after(1_000);
            broken.report("x", i, 5);
        }
        broken.end();
        assertEquals(1, tries[0]);
    }
}
