package org.pesadb.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are waited for without the {@linkplain Stop turn}, so that a signal can stop the program meanwhile. */
final class WaitingInput extends FilterInputStream {
    private final Stop stop;

    /** @param in read in large pieces, since each takes and gives back the turn */
    WaitingInput(InputStream in, Stop stop) {
        super(in);
        this.stop = stop;
    }

    @Override
    public int read() throws IOException {
        return stop.idle(super::read);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return stop.idle(() -> super.read(into, offset, length));
    }
}
