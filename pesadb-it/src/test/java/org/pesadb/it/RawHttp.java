package org.pesadb.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection to a server, on which anything can be sent. Of one thread. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /**
     * An answer.
     *
     * @param status 0 where the connection was closed instead
     * @param body   of it
     */
    record Answer(int status, String body) {}

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a whole request and reads its answer. */
    Answer ask(String method, String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + (body.isEmpty() && !method.equals("POST")
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n")
                + "\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(bytes);
        send(all.toByteArray());
        return answer();
    }

    /** Reads an answer; a connection that is closed or reset before one is the answer 0. */
    Answer answer() throws IOException {
        try {
            String first = line();
            if (first == null) {
                return new Answer(0, "");
            }
            int length = -1;
            boolean chunked = false;
            for (String line = line(); line != null && !line.isEmpty(); line = line()) {
                String lower = line.toLowerCase(Locale.ROOT);
                length = lower.startsWith("content-length:")
                        ? Integer.parseInt(lower.substring(15).strip())
                        : length;
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (chunked) {
                int size = Integer.parseInt(line(), 16);
                body.write(in.readNBytes(size));
                line();
                chunked = size > 0;
            }
            body.write(in.readNBytes(Math.max(0, length)));
            return new Answer(Integer.parseInt(first.split(" ")[1]), body.toString(StandardCharsets.UTF_8));
        } catch (SocketException reset) {
            return new Answer(0, reset.getMessage());
        }
    }

    /** A line of the answer, null at its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            }
            if (one != '\r') {
                line.write(one);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Whether the server closes the connection within some time; what it sends before that is dropped. */
    boolean isClosedWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            for (int one = in.read(); one >= 0; one = in.read()) {
                if (one == 0) {
                    throw new EOFException("a zero byte in an answer");
                }
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Whether a part of an answer has come. */
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    /** Leaves at once, so that whoever writes to it is told. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
