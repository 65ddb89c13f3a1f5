package org.pesadb.cli.http;

import java.io.IOException;
import org.pesadb.api.Session;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.output.Results;

/** Runs statements of the command language. Threads share it. */
public interface Commands {
    /**
     * Runs one and writes its rows and exactly one {@code ok} or {@code error}.
     *
     * @param session   to run it in
     * @param statement what to do
     * @param results   takes what comes of it
     * @throws IOException where the results cannot be written
     */
    void run(Session session, Statement statement, Results results) throws IOException;
}
