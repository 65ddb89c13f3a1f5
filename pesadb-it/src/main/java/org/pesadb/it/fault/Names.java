package org.pesadb.it.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Which file has which name, as programs see it and as the device has it. Guarded by its disk. */
final class Names {
    private final TreeMap<Path, DiskFile> now = new TreeMap<>();
    private final TreeMap<Path, DiskFile> device = new TreeMap<>();
    private final List<Change> waiting = new ArrayList<>();
    private Change inFlight;

    /**
     * Not forced yet.
     *
     * @param gone the name that the file has no more, or null
     * @param come the name that it has now, or null
     * @param file the file
     */
    private record Change(Path gone, Path come, DiskFile file) {
        void on(Map<Path, DiskFile> names) {
            if (gone != null) {
                names.remove(gone, file);
            }
            if (come != null) {
                names.put(come, file);
            }
        }

        boolean isIn(Path folder) {
            return folder.equals((come != null ? come : gone).getParent());
        }
    }

    DiskFile get(Path path) {
        return now.get(path);
    }

    /** The names now, in order; to read only. */
    Map<Path, DiskFile> all() {
        return now;
    }

    boolean hasChildren(Path folder) {
        return now.keySet().stream().anyMatch(path -> folder.equals(path.getParent()));
    }

    void create(Path path, DiskFile file) {
        change(new Change(null, path, file));
    }

    void rename(Path from, Path to) {
        change(renaming(from, to));
    }

    void delete(Path path) {
        change(deleting(path));
    }

    /** Changes that the power loss meets on their way. */
    void creatingInFlight(Path path) {
        inFlight = new Change(null, path, DiskFile.empty());
    }

    void renamingInFlight(Path from, Path to) {
        inFlight = renaming(from, to);
    }

    void deletingInFlight(Path path) {
        inFlight = deleting(path);
    }

    private Change renaming(Path from, Path to) {
        return new Change(from, to, now.get(from));
    }

    private Change deleting(Path path) {
        return new Change(path, null, now.get(path));
    }

    private void change(Change change) {
        change.on(now);
        waiting.add(change);
    }

    /** Gives a file a name that no power loss takes. */
    void set(Path path, DiskFile file) {
        Change change = new Change(null, path, file);
        change.on(now);
        change.on(device);
        waiting.removeIf(earlier -> path.equals(earlier.gone) || path.equals(earlier.come));
    }

    void force(Path folder) {
        waiting.removeIf(change -> {
            boolean here = change.isIn(folder);
            if (here) {
                change.on(device);
            }
            return here;
        });
    }

    /** A force that fails: what waited in the folder is on the device or not, and waits no more. Programs still see it. */
    void forceInVain(Path folder, PowerLoss loss) {
        List<Change> lost =
                waiting.stream().filter(change -> change.isIn(folder)).toList();
        some(lost, loss, device);
        waiting.removeAll(lost);
    }

    private static void some(List<Change> changes, PowerLoss loss, Map<Path, DiskFile> names) {
        int first = loss.namesKept(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            if (first < 0 ? loss.keeps() : i < first) {
                changes.get(i).on(names);
            }
        }
    }

    Names afterCrash(PowerLoss loss) {
        List<Change> changes = new ArrayList<>(waiting);
        if (inFlight != null) {
            changes.add(inFlight);
        }
        TreeMap<Path, DiskFile> left = new TreeMap<>(device);
        some(changes, loss, left);
        for (Path path : List.copyOf(left.keySet())) {
            keepFoldersOf(path, left);
        }
        Names names = new Names();
        UnaryOperator<DiskFile> crashed = once(file -> file.afterCrash(loss));
        left.forEach((path, file) -> names.set(path, crashed.apply(file)));
        return names;
    }

    /** A folder is not gone while there is something in it. */
    private static void keepFoldersOf(Path path, Map<Path, DiskFile> left) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            left.computeIfAbsent(above, missing -> DiskFile.folder());
        }
    }

    Names copy() {
        Names copy = new Names();
        UnaryOperator<DiskFile> copied = once(DiskFile::copy);
        now.forEach((path, file) -> copy.now.put(path, copied.apply(file)));
        device.forEach((path, file) -> copy.device.put(path, copied.apply(file)));
        waiting.forEach(change -> copy.waiting.add(new Change(change.gone, change.come, copied.apply(change.file))));
        return copy;
    }

    /** The same result for the same file: one may have several names, now, on the device, and in between. */
    private static UnaryOperator<DiskFile> once(UnaryOperator<DiskFile> make) {
        Map<DiskFile, DiskFile> made = new IdentityHashMap<>();
        return file -> made.computeIfAbsent(file, make);
    }
}
