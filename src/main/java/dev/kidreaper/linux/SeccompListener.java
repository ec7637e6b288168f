package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// A listener to which the kernel puts a question at each `accept(2)` and `accept4(2)` of a process
/// and of all that it starts: may the call go on, or with which error does it end
/// (seccomp_unotify(2))? The call waits for the answer.
/*
 * The filter is a classic BPF program over `struct seccomp_data { int nr; __u32 arch; __u64
 * instruction_pointer; __u64 args[6]; }`. A call of another architecture (32-bit programs) goes on
 * without a question.
 *
 * SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV is left out on purpose: with it, nothing but KILL ends the
 * wait for an answer, so a question that was read by a program that has died since could never be
 * asked again. Without it, a stop and a continue have it asked again
 * (docs/decisions/0029-gate.md).
 */
public final class SeccompListener implements AutoCloseable {
    private static final Native.Machine MACHINE = Native.Machine.THIS;

    private static final int NEW_LISTENER = 8;

    /// Without it, kernels before 5.16 take workers for sandboxed code, and make them slower to
    /// protect others from them (PR_SPEC_STORE_BYPASS of prctl(2)).
    private static final int SPEC_ALLOW = 4;

    private static final int RET_USER_NOTIF = 0x7fc00000;
    private static final int RET_ALLOW = 0x7fff0000;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /// The filter: opcode, jump if true, jump if false, operand.
    private static final int[][] PROGRAM = {
        {LOAD_WORD, 0, 0, 4},
        {JUMP_IF_EQUAL, 0, 4, MACHINE.auditName()},
        {LOAD_WORD, 0, 0, 0},
        {JUMP_IF_EQUAL, 1, 0, MACHINE.accept()},
        {JUMP_IF_EQUAL, 0, 1, MACHINE.accept4()},
        {RETURN, 0, 0, RET_USER_NOTIF},
        {RETURN, 0, 0, RET_ALLOW},
    };

    /// `_IOWR('!', 0, struct seccomp_notif)`, of 80 bytes: id, pid, flags, data.
    private static final long RECEIVE = 0xC0502100L;

    /// `_IOWR('!', 1, struct seccomp_notif_resp)`, of 24 bytes: id, value, error, flags.
    private static final long SEND = 0xC0182101L;

    /// `_IOW('!', 2, __u64)`.
    private static final long ID_VALID = 0x40082102L;

    /// `_IOW('!', 4, __u64)` (Linux 6.6).
    private static final long SET_FLAGS = 0x40082104L;

    private static final int SYNC_WAKE_UP = 1;
    private static final int FLAG_CONTINUE = 1;

    /// More than the kernel fills in, today and tomorrow.
    private static final int QUESTION_BYTES = 512;

    private static final int ID_AT = 0;
    private static final int THREAD_AT = 8;
    private static final int FIRST_ARGUMENT_AT = 32;
    private static final String TARGET = "anon_inode:seccomp notify";

    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;

    private static final short POLLIN = 1;
    private static final int ENDED = 0x18; // POLLERR, POLLHUP
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment question = arena.allocate(QUESTION_BYTES, 8);
    private final MemorySegment answer = arena.allocate(24, 8);

    /// `struct pollfd { int fd; short events; short revents; }`: of the listener, and of the bell.
    private final MemorySegment polled = arena.allocate(16, 8);

    private final MemorySegment rings = arena.allocate(JAVA_LONG);
    private final int fd;
    private final int bell;
    private boolean closed;

    private SeccompListener(int fd) throws LinuxException {
        this.fd = fd;
        bell = Libc.eventfd(0, CLOEXEC | NONBLOCK);
        if (bell < 0) {
            var failed = new LinuxException("eventfd", Native.errno());
            Libc.close(fd);
            throw failed;
        }
        polled.setAtIndex(JAVA_INT, 0, fd);
        polled.setAtIndex(JAVA_SHORT, 2, POLLIN);
        polled.setAtIndex(JAVA_INT, 2, bell);
        polled.setAtIndex(JAVA_SHORT, 6, POLLIN);
    }

    /// Puts a gate in front of the calling thread and of all that it starts from now on. It cannot
    /// be taken away again. The thread must never accept a connection itself.
    ///
    /// @throws LinuxException EACCES without CAP_SYS_ADMIN and {@link
    ///   ChildThread#renouncePrivileges}; EBUSY if there is another such listener already, as under
    ///   some containers; EINVAL or ENOSYS before Linux 5.5
    public static SeccompListener install() throws LinuxException {
        long made = LibcProcess.seccompFilter(NEW_LISTENER | SPEC_ALLOW, PROGRAM);
        return new SeccompListener(Native.check("seccomp", made));
    }

    /// The listener of which a process has a copy.
    ///
    /// @throws LinuxException EBADF if that descriptor is no such listener; EPERM if we may not
    ///   borrow it
    public static SeccompListener of(Pidfd process, int descriptor) throws LinuxException {
        int fd = BorrowedSocket.borrow(process, descriptor);
        try {
            if (Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString().equals(TARGET)) {
                return new SeccompListener(fd);
            }
        } catch (IOException e) {
            Libc.close(fd);
            throw new LinuxException("readlink", Errno.EIO);
        }
        Libc.close(fd);
        throw new LinuxException("pidfd_getfd", Errno.EBADF);
    }

    /// Has the asking thread woken on our processor when it is answered, and ours when it asks: a
    /// round trip takes a third of the time. Whether the kernel can (Linux 6.6).
    public boolean wakeInPlace() {
        return Libc.ioctl(fd, SET_FLAGS, SYNC_WAKE_UP) == 0;
    }

    /// Waits until there is a question, or nobody left to ask, or until {@link #wake}. For one
    /// thread. By poll(2): epoll(7) does not hand on that we are to be woken in place.
    ///
    /// @param millis the longest wait
    /// @return whether there is a question
    public boolean await(int millis) throws LinuxException {
        int ready = Libc.poll(polled.address(), 2, millis);
        if (ready < 0 && Native.errno() != Errno.EINTR) {
            throw new LinuxException("poll", Native.errno());
        }
        if (ready > 0 && answers(1) != 0) {
            Libc.read(bell, rings.address(), Long.BYTES);
        }
        return ready > 0 && (answers(0) & POLLIN) != 0;
    }

    /// Whether the last {@link #await} saw that nobody is behind the gate any more.
    public boolean isAbandoned() {
        return (answers(0) & ENDED) != 0;
    }

    private int answers(int which) {
        return polled.getAtIndex(JAVA_SHORT, 4L * which + 3);
    }

    /// Ends the current {@link #await}, or the next one. For any thread.
    public void wake() {
        synchronized (answer) {
            if (!closed) {
                answer.set(JAVA_LONG, 0, 1);
                Libc.write(bell, answer.address(), Long.BYTES);
            }
        }
    }

    /// Reads the next question, and waits for one if there is none. For one thread.
    ///
    /// @return false if the call that asked was interrupted meanwhile
    public boolean receive() throws LinuxException {
        question.fill((byte) 0);
        if (Libc.ioctl(fd, RECEIVE, question.address()) == 0) {
            return true;
        }
        int errno = Native.errno();
        if (errno == Errno.ENOENT || errno == Errno.EINTR) {
            return false;
        }
        throw new LinuxException("ioctl SECCOMP_IOCTL_NOTIF_RECV", errno);
    }

    /// Which question was read: the number by which it is answered.
    public long id() {
        return question.get(JAVA_LONG, ID_AT);
    }

    /// Whose call it is: the id of a thread.
    public int thread() {
        return question.get(JAVA_INT, THREAD_AT);
    }

    /// On which descriptor.
    public int accepting() {
        return question.get(JAVA_INT, FIRST_ARGUMENT_AT);
    }

    /// Lets a call go on as if there were no gate. For any thread.
    ///
    /// @return false if it does not wait any more
    public boolean letGo(long id) {
        return send(id, 0, FLAG_CONTINUE);
    }

    /// Ends a call with an error. For any thread.
    ///
    /// @return false if it does not wait any more
    public boolean fail(long id, int errno) {
        return send(id, -errno, 0);
    }

    private boolean send(long id, int error, int flags) {
        synchronized (answer) {
            answer.set(JAVA_LONG, 0, id);
            answer.set(JAVA_LONG, 8, 0);
            answer.set(JAVA_INT, 16, error);
            answer.set(JAVA_INT, 20, flags);
            return !closed && Libc.ioctl(fd, SEND, answer.address()) == 0;
        }
    }

    /// Whether a call still waits for its answer. For any thread.
    public boolean isWaiting(long id) {
        synchronized (answer) {
            answer.set(JAVA_LONG, 0, id);
            return !closed && Libc.ioctl(fd, ID_VALID, answer.address()) == 0;
        }
    }

    int descriptor() {
        return fd;
    }

    /// Closes our copy. Calls wait on as long as somebody has another one; after the last one, all
    /// end with ENOSYS. Whoever answers afterwards is told that nobody waits.
    @Override
    public void close() {
        synchronized (answer) {
            if (!closed) {
                closed = true;
                Libc.close(bell);
                Libc.close(fd); // The few bytes of the answer are left to whoever answers late.
            }
        }
    }
}
