package org.pesadb.api.spi;

import java.util.Iterator;
import org.pesadb.api.Experimental;

/** The pieces of a log's file, in their order there; read as somebody asks for them. To be closed. Of one thread. */
@Experimental("how much is told of a log may grow")
public interface LogEntries extends Iterator<LogEntry>, AutoCloseable {
    @Override
    void close();
}
