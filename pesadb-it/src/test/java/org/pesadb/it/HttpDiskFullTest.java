package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full below {@code pesadb serve}: changes are refused, reading goes on, and so does everything once there is room. */
class HttpDiskFullTest {
    private static final String ROWS = "/api/tables/users/rows";
    private static final int DISK_KILOBYTES = 4096;

    @TempDir
    Path folder;

    @Test
    void aFullDiskIsToldAndForgottenOnceThereIsRoom() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), DISK_KILOBYTES);
                Served served = Served.start(Cli.in(folder), "disk/full.pesa")) {
            assertEquals(201, served.post(ROWS, "{'id':1,'name':'before'}").status());
            disk.leave(0);
            String large = "{'id':2,'name':'" + "x".repeat(100_000) + "'}";
            Served.Told full = served.post(ROWS, large);
            assertEquals(507, full.status(), full.body());
            assertEquals("DISK_FULL", full.json().get("code").asText());
            assertTrue(!full.body().contains(folder.toString()), full.body());
            assertEquals(
                    "{\"rows\":[{\"id\":1,\"name\":\"before\"}],\"next\":null}",
                    served.get(ROWS).body());
            assertEquals(200, served.get("/health").status());
            disk.free();
            assertEquals(201, served.post(ROWS, large).status());
            assertEquals(143, served.stop());
        }
    }
}
