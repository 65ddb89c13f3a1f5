package org.pesadb.it;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts something in the place of an object that does as the object does, apart from some methods. Threads may share it if the changes
 * allow that.
 */
public final class Altered<T> implements InvocationHandler {
    /** What a method does instead. */
    public interface Change {
        /**
         * The method was called.
         *
         * @param arguments its arguments, never null
         * @return its result
         */
        Object call(Object[] arguments) throws Throwable;
    }

    private final Class<T> type;
    private final T real;
    private final Map<String, Change> changes = new HashMap<>();

    private Altered(Class<T> type, T real) {
        this.type = type;
        this.real = real;
    }

    /**
     * Begins with no change.
     *
     * @param type what it is to be
     * @param real does everything else
     */
    public static <T> Altered<T> of(Class<T> type, T real) {
        return new Altered<>(type, real);
    }

    /** Changes what every method of a name does. */
    public Altered<T> method(String name, Change change) {
        changes.put(name, change);
        return this;
    }

    /** The object with the changes made so far. */
    public T make() {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
    }

    /** What is behind an altered object; the object itself where it is not. */
    public static Object real(Object object) {
        return Proxy.isProxyClass(object.getClass()) && Proxy.getInvocationHandler(object) instanceof Altered<?> altered
                ? altered.real
                : object;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        Change change = changes.get(method.getName());
        if (change != null) {
            return change.call(arguments);
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
