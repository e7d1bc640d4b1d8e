// SPDX-License-Identifier: MIT
// A C++ program without Qt: how bright is the picture that a Qt program shares?
//     brightness KEY
#include <iostream>
#include <memory>
#include <stdexcept>

#include <qsm/qsm.h>

template <auto function> struct call {
    template <typename object> void operator()(object *it) const
    {
        function(it);
    }
};
using shared_memory = std::unique_ptr<qsm_shared_memory, call<qsm_shared_memory_free>>;
using image = std::unique_ptr<qsm_image, call<qsm_image_free>>;

static image read(const char *key)
{
    shared_memory memory(qsm_shared_memory_new());
    image picture(qsm_image_new());
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    if (!qsm_shared_memory_attach_any(memory.get(), key, QSM_SHARED_MEMORY_READ_ONLY, nullptr))
        throw std::runtime_error(qsm_shared_memory_error_string(memory.get()));
    if (!qsm_shared_memory_read_image(memory.get(), picture.get(), nullptr, &report))
        throw std::runtime_error(report.message);
    return picture; // the memory is detached here, and after each error
}

int main(int count, char **arguments)
try {
    image gray(qsm_image_convert_to(read(count > 1 ? arguments[1] : "").get(),
                                    QSM_IMAGE_FORMAT_GRAYSCALE8));
    double sum = 0;
    for (int y = 0; y < qsm_image_height(gray.get()); y++)
        for (int x = 0; x < qsm_image_width(gray.get()); x++)
            sum += static_cast<const unsigned char *>(qsm_image_const_scan_line(gray.get(), y))[x];
    std::cout << (gray ? sum / qsm_image_width(gray.get()) / qsm_image_height(gray.get()) : 0)
              << " of 255\n";
    return gray ? 0 : 1;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
