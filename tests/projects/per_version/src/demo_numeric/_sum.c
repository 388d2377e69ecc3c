/* The sum of a buffer of doubles: the buffer protocol without the limited API. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *
sum_buffer(PyObject *module, PyObject *object)
{
    Py_buffer view;
    (void)module;
    if (PyObject_GetBuffer(object, &view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0) {
        return NULL;
    }
    if (view.itemsize != (Py_ssize_t)sizeof(double) || view.format == NULL
        || view.format[0] != 'd') {
        PyBuffer_Release(&view);
        PyErr_SetString(PyExc_TypeError, "expected a buffer of doubles");
        return NULL;
    }
    double total = 0.0;
    const double *numbers = view.buf;
    for (Py_ssize_t i = 0; i < view.len / view.itemsize; i++) {
        total += numbers[i];
    }
    PyBuffer_Release(&view);
    return PyFloat_FromDouble(total);
}

static PyMethodDef sum_methods[] = {
    {"sum", sum_buffer, METH_O, "The sum of a buffer of doubles."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot sum_slots[] = {
#ifdef Py_GIL_DISABLED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef sum_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sum",
    .m_size = 0,
    .m_methods = sum_methods,
    .m_slots = sum_slots,
};

PyMODINIT_FUNC
PyInit__sum(void)
{
    return PyModuleDef_Init(&sum_module);
}
