package org.pesadb.api.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/** The files of this machine. */
public final class SystemFiles implements FileLayer {
    /** The one instance; it has no state. */
    public static final FileLayer INSTANCE = new SystemFiles();

    private static final int MOST_LINKS = 40;

    private SystemFiles() {}

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.CREATE && Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "Not a regular file"); // a pipe would wait for ever
        }
        return new SystemFile(path, mode);
    }

    @Override
    public Path resolve(Path path) throws IOException {
        Path resolved = path.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(resolved); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(path.toString(), null, "Too many levels of symbolic links");
            }
            resolved = resolved.getParent().toRealPath().resolve(Files.readSymbolicLink(resolved));
        }
        return resolved.normalize();
    }

    @Override
    public boolean exists(Path path) {
        return Files.isRegularFile(path);
    }

    @Override
    public List<Path> list(Path folder, String prefix) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> entry.getFileName().toString().startsWith(prefix) && Files.isRegularFile(entry))) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        } catch (java.nio.file.DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        found.sort(null);
        return found;
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            createFolders(above);
        }
        try {
            Files.createDirectory(folder);
        } catch (java.nio.file.FileAlreadyExistsException raced) {
            if (!Files.isDirectory(folder)) {
                throw raced;
            }
        }
        if (above != null) {
            forceFolder(above);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (SystemFile.WINDOWS) {
            return; // Windows opens no folders; NTFS journals names by itself.
        }
        // A FileChannel, since the asynchronous kind refuses folders.
        Uninterrupted.call(() -> {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
                return true;
            }
        });
    }

    @Override
    public FileLease lock(Path path, boolean shared) throws IOException {
        return SystemLease.take(path, shared);
    }
}
