package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is drawn: scales, lines of text, and SVG. */
class PictureTest {
    @Test
    void aLogarithmicScaleGivesEachPowerOfTenTheSameRoom() {
        Scale scale = new Scale(1, 1000, 300, 0, true);
        assertArrayEquals(new double[] {1, 10, 100, 1000}, scale.ticks(4, 1000), 1e-6);
        assertArrayEquals(new double[] {2, 5, 10}, new Scale(1.5, 11, 0, 1, true).ticks(4, 1000), 1e-6);
        assertEquals(200, scale.at(10), 1e-6);
        assertEquals(0, scale.at(1e9), 1e-6);
        assertEquals(300, scale.at(0), 1e-6);
    }

    @Test
    void aLinearScaleHasRoundTicks() {
        assertArrayEquals(new double[] {0, 50, 100, 150}, new Scale(0, 170, 0, 1, false).ticks(4, 1000), 1e-6);
        double mib = 1 << 20;
        assertArrayEquals(
                new double[] {0, 5 * mib, 10 * mib}, new Scale(0, 14 * mib, 0, 1, false).ticks(4, 1024), 1e-6);
    }

    @Test
    void aSparklineShowsTheHighestOfWhatItPutsTogether() {
        assertEquals("▁▂▃▄▅▆▇█", Sparkline.linear(7).draw(new double[] {0, 1, 2, 3, 4, 5, 6, 7}));
        double[] many = new double[6_000];
        many[5_999] = 1;
        String line = Sparkline.linear(1).draw(many);
        assertEquals("▁".repeat(59) + "█", line);
        assertEquals("▁█", Sparkline.logarithmic(new double[] {10, 1000}).draw(new double[] {10, 1000}));
        assertEquals("", Sparkline.linear(1).draw(new double[0]));
        assertEquals("▁", Sparkline.linear(0).draw(new double[] {0}));
    }

    @Test
    void aChartIsWellFormedWithOneLineForEachSeries() throws Exception {
        Timeline timeline = new Timeline(System.nanoTime());
        Recorder recorder = timeline.recorder();
        recorder.record(1_000);
        timeline.tick();
        timeline.tick(); // nothing came: no point
        recorder.record(1_000_000);
        timeline.tick();
        assertEquals(2, timeline.points().size());
        assertEquals(1_000_000, timeline.total().max());
        String svg = new Chart("less < more & more")
                .panel(Panel.latency("latency <ms>", timeline).marks(new double[] {0.5}))
                .panel(Panel.bytes("nothing").line("empty", "red", new Series()))
                .svg();
        assertEquals(3, LoadRun.lines(svg));
        assertTrue(!svg.contains("NaN"), svg);
    }
}
