package org.pesadb.it.fault;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Random;

/**
 * What goes wrong with one call, in the words of the system. One that does not fit the call, such as flipped bits of a write,
 * does nothing, unless said otherwise. Immutable; threads may share one.
 */
public sealed interface Injection {
    /** Nothing goes wrong. */
    Injection NONE = new None();

    /** The device fails; nothing of the call happens. */
    Injection EIO = new Failure("Input/output error");

    /** There is no room; nothing of the call happens. */
    Injection ENOSPC = new Failure("No space left on device");

    /** The power goes while the call is under way; see {@link SimulatedDisk#stopAt}. */
    Injection POWER_LOSS = new PowerGoes();

    /** A read gives zeros. */
    Injection ZEROS = new Zeros();

    /** Nothing goes wrong. */
    record None() implements Injection {}

    /** The power goes. */
    record PowerGoes() implements Injection {}

    /** A read gives zeros. */
    record Zeros() implements Injection {}

    /**
     * The call fails, and nothing of it happens.
     *
     * @param reason in the system's words, which decide about the code that users get
     */
    record Failure(String reason) implements Injection {}

    /**
     * A write does a part and fails. Any other call fails.
     *
     * @param bytes  how many of its first bytes are written, at most; a part of a sector is possible
     * @param reason in the system's words
     */
    record ShortWrite(int bytes, String reason) implements Injection {}

    /**
     * A force of a file or a folder fails, and what waited for it, bytes or names, is lost although later forces succeed and programs
     * go on to see it. Any other call fails.
     *
     * @param seed decides what gets to the device all the same; 0 for nothing
     */
    record LostForce(long seed) implements Injection {
        PowerLoss loss() {
            return new PowerLoss(seed == 0 ? null : new Random(seed));
        }
    }

    /**
     * A read gives a bit turned over.
     *
     * @param bit which of its bits, from 0; taken modulo their number
     */
    record FlippedBit(long bit) implements Injection {}

    /**
     * A read gives zeros where it covers a part of the file.
     *
     * @param from   where in the file the part begins
     * @param length its bytes
     */
    record ZeroRange(long from, int length) implements Injection {}

    /**
     * A read gives what stands elsewhere in the file.
     *
     * @param distance how many bytes further on, modulo the file's length
     */
    record OtherBlock(long distance) implements Injection {}

    /** Throws where the whole call fails. */
    private static String reason(Injection injection, IoCall.Kind kind) {
        if (injection instanceof Failure failure) {
            return failure.reason();
        } else if (injection instanceof ShortWrite part && kind != IoCall.Kind.WRITE) {
            return part.reason();
        } else if (injection instanceof LostForce && kind != IoCall.Kind.FORCE && kind != IoCall.Kind.FORCE_FOLDER) {
            return "Input/output error";
        }
        return null;
    }

    /**
     * Throws where nothing of the call is to happen.
     *
     * @param call the call
     * @throws IOException as the system's own file layer would
     */
    default void failWhole(IoCall call) throws IOException {
        String reason = reason(this, call.kind());
        if (reason != null) {
            throw failure(call.kind(), call.path(), reason);
        }
    }

    /**
     * A failed call, of the type that the system's own file layer throws: with the file in its message.
     *
     * @param kind   of the call
     * @param path   its file
     * @param reason in the system's words
     * @return to be thrown
     */
    static IOException failure(IoCall.Kind kind, Path path, String reason) {
        return switch (kind) {
            case OPEN, CREATE, EXISTS, LIST, CREATE_FOLDERS, RENAME, DELETE, LOCK, FORCE_FOLDER ->
                new FileSystemException(path.toString(), null, reason);
            case READ, WRITE, FORCE, LENGTH, TRUNCATE, CLOSE -> new IOException(path + ": " + reason);
        };
    }
}
